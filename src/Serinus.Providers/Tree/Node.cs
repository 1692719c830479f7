namespace Serinus.Providers.Tree;

/// <summary>A value of a configuration file, the same for YAML and TOML, with the place it stands at (from 1).</summary>
internal abstract class Node(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>What it is, as messages call it.</summary>
    public abstract string Words { get; }
}

/// <summary>Keys with values, in the order they are written. A key given twice is there twice: readers report it.</summary>
internal sealed class MapNode(int line, int column) : Node(line, column)
{
    // A search through so few is faster than a hash table, and most maps of a file are this small.
    private const int UnindexedMax = 16;

    private readonly List<MapEntry> entries = [];
    private Dictionary<string, MapEntry>? index;

    public override string Words => "a map";

    public IReadOnlyList<MapEntry> Entries => entries;

    /// <summary>The first entry of <paramref name="key"/>.</summary>
    public MapEntry? Find(string key)
    {
        if (index is not null)
            return index.GetValueOrDefault(key);
        foreach (var entry in entries)
        {
            if (entry.Key == key)
                return entry;
        }

        return null;
    }

    /// <summary>Used while the tree is built; afterwards it does not change.</summary>
    public void Add(MapEntry entry)
    {
        entries.Add(entry);
        if (index is not null)
            index.TryAdd(entry.Key, entry);
        else if (entries.Count > UnindexedMax)
            index = entries.DistinctBy(e => e.Key).ToDictionary(e => e.Key, StringComparer.Ordinal);
    }
}

/// <summary>Values in order.</summary>
internal sealed class ListNode(int line, int column) : Node(line, column)
{
    private readonly List<Node> items = [];

    public override string Words => "a list";

    public IReadOnlyList<Node> Items => items;

    /// <summary>Used while the tree is built; afterwards it does not change.</summary>
    public void Add(Node item) => items.Add(item);
}

/// <summary>One value, kept as it is written: numbers keep every digit.</summary>
internal sealed class ScalarNode(int line, int column, ScalarKind kind, string text) : Node(line, column)
{
    private const int ShownMax = 60;

    public ScalarKind Kind { get; } = kind;

    public string Text { get; } = text;

    public override string Words => Kind == ScalarKind.Null ? "nothing" : Shown(Text, Kind == ScalarKind.Quoted);

    /// <summary>Text as a message may carry it: one line, not endless.</summary>
    public static string Shown(string text, bool quoted)
    {
        var cut = text.Length > ShownMax ? string.Concat(text.AsSpan(0, ShownMax), "…") : text;
        var line = string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c));
        return quoted || line.AsSpan().Trim().Length != line.Length || line.Length == 0 ? $"\"{line}\"" : line;
    }
}

/// <summary>A key, where it stands, and its value.</summary>
internal sealed record MapEntry(string Key, int Line, int Column, Node Value);

/// <summary>What a plain value is by YAML 1.2's core schema (§10.3.2) or by TOML's types.</summary>
internal enum ScalarKind
{
    Null,
    Boolean,
    Number,
    Text,
    Quoted,
}
