using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>A table of frontends and backends: keys without case, and a note of those that were asked for, so that the others can be named.</summary>
internal sealed class TomlMap(string source, string path, MapNode node)
{
    private readonly HashSet<string> asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where it stands.</summary>
    public Location Place => new(source, node.Line, node.Column);

    /// <summary>Its tables by name.</summary>
    public IEnumerable<(string Name, TomlMap Map)> Maps =>
        node
            .Entries.Where(entry => entry.Value is MapNode)
            .Select(entry => (entry.Key, new TomlMap(source, Below(entry.Key), (MapNode)entry.Value)));

    /// <summary>Keys that nobody asked for, with their places.</summary>
    public IEnumerable<(string Path, Location Place)> Unasked =>
        node
            .Entries.Where(entry => !asked.Contains(entry.Key))
            .Select(entry => (Below(entry.Key), new Location(source, entry.Line, entry.Column)));

    public bool Has(string key) => Find(key) is not null;

    public string? Text(string key) => Find(key) is ScalarNode scalar ? scalar.Text : null;

    public bool Flag(string key) => Text(key) is { } text && GoValue.TryFlag(text, out var flag) && flag;

    public int? Whole(string key) =>
        int.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public ImmutableArray<string> List(string key) =>
        Find(key) switch
        {
            ListNode list => [.. list.Items.OfType<ScalarNode>().Select(item => item.Text)],
            ScalarNode scalar => [.. GoValue.List(scalar.Text)],
            _ => [],
        };

    public TomlMap? Map(string key) => Find(key) is MapNode map ? new TomlMap(source, Below(key), map) : null;

    /// <summary>The tables of a name that is there several times.</summary>
    public IEnumerable<TomlMap> Tables(string key) =>
        Find(key) is ListNode list
            ? list.Items.OfType<MapNode>().Select(map => new TomlMap(source, Below(key), map))
            : [];

    /// <summary>Texts by their keys, as headers are written.</summary>
    public IEnumerable<KeyValuePair<string, string>> Texts(string key)
    {
        if (Find(key) is not MapNode map)
            yield break;
        foreach (var entry in map.Entries)
        {
            if (entry.Value is ScalarNode scalar)
                yield return KeyValuePair.Create(entry.Key, scalar.Text);
        }
    }

    private Node? Find(string key)
    {
        asked.Add(key);
        return node.Entries.FirstOrDefault(entry => entry.Key.Equals(key, StringComparison.OrdinalIgnoreCase))?.Value;
    }

    private string Below(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
