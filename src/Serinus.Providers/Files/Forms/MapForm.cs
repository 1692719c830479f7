using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A map with known keys that becomes a record. Its list of keys is the schema: reader, messages, reference and editors follow it.</summary>
/// <param name="words">What it is, as messages call it: <c>a route</c>.</param>
/// <param name="create">Makes a record with its defaults.</param>
/// <param name="example">What to write, where an empty map says nothing.</param>
/// <param name="documentation">What describes the map, as in <see cref="Field.Documentation"/>; the record itself unless given.</param>
internal sealed class MapForm<T>(string words, Func<T> create, string? example = null, string? documentation = null)
    : Form<T>,
        IMapForm
    where T : class
{
    private readonly List<Field<T>> fields = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private MapRule? rule;
    private Action<T, MapNode>? finish;

    public override string Words => words;

    public override string Cure =>
        example is null ? "write { key: value }, or {} for the defaults" : $"write {example}";

    public string Title => char.ToUpperInvariant(Bare[0]) + Bare[1..];

    public string Name =>
        Property.Key(string.Concat(Bare.Split(' ').Select(w => char.ToUpperInvariant(w[0]) + w[1..])));

    public string Documentation => documentation ?? $"T:{typeof(T).FullName}";

    // The names of headings are in lower case, also those that begin with an abbreviation.
    public override string Reference => $"[{Bare}](#{Bare.Replace(' ', '-').ToLowerInvariant()})";

    public IReadOnlyList<Field> Fields => fields;

    public object Defaults() => create();

    /// <summary>Whether the map has such a key.</summary>
    public bool Knows(string key) => places.ContainsKey(key);

    /// <summary>Adds the key of a property, which is its name in camel case.</summary>
    public MapForm<T> With<TValue>(
        string property,
        Form<TValue> form,
        bool needed = false,
        string? documentation = null
    ) =>
        Add(
            new Field<T, TValue>(
                Property.Key(property),
                form,
                Property.Setter<T, TValue>(property),
                needed,
                property,
                documentation ?? $"P:{typeof(T).FullName}.{property}"
            )
        );

    /// <summary>Adds the key of a property that must be given.</summary>
    public MapForm<T> Needs<TValue>(string property, Form<TValue> form) => With(property, form, needed: true);

    /// <summary>Adds a key that is no single property.</summary>
    public MapForm<T> Add(Field<T> field)
    {
        places.Add(field.Key, fields.Count);
        fields.Add(field);
        return this;
    }

    /// <summary>Adds the keys of another map that becomes the same record.</summary>
    public MapForm<T> AddAll(MapForm<T> other)
    {
        foreach (var field in other.fields)
            Add(field);
        return this;
    }

    /// <summary>Adds the keys of a map whose record is part of this one, as if they were its own.</summary>
    public MapForm<T> AddAllOf<TPart>(MapForm<TPart> other, Func<T, TPart> part)
        where TPart : class
    {
        foreach (var field in other.fields)
            Add(new LiftedField<T, TPart>(field, part));
        return this;
    }

    /// <summary>Adds a rule on the map as a whole.</summary>
    public MapForm<T> Where(MapRule rule)
    {
        this.rule += rule;
        return this;
    }

    /// <summary>Adds what is done with a record once all of its keys are read, such as a default that follows from another key.</summary>
    public MapForm<T> Finally(Action<T, MapNode> finish)
    {
        this.finish += finish;
        return this;
    }

    public override IEnumerable<IMapForm> Maps() => [this];

    public override JsonObject Describe(Definitions definitions) => definitions.Refer(this);

    // A map's defaults are in its own table.
    public override string Show(object value) => "";

    public override T Read(Node node, string field, Reading reading)
    {
        var record = create();
        ReadInto(record, node, field, reading);
        return record;
    }

    /// <summary>Reads the keys into a record that is there already.</summary>
    public void ReadInto(T record, Node node, string field, Reading reading)
    {
        if (node is MapNode map)
            ReadKeys(record, map, field, reading);
        else
            reading.ReportWrong(node, field, this);
    }

    private string Bare => words[(words.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private void ReadKeys(T record, MapNode map, string field, Reading reading)
    {
        Span<int> lines = stackalloc int[fields.Count];
        foreach (var entry in map.Entries)
        {
            if (!places.TryGetValue(entry.Key, out var place))
                reading.ReportUnknown(entry, field, places.Keys);
            else if (lines[place] > 0)
                reading.ReportTwice(entry, lines[place], field);
            else
            {
                lines[place] = entry.Line;
                var path = reading.Key(field, entry.Key);
                reading.Place(path, entry.Value);
                fields[place].Read(record, entry.Value, path, reading);
            }
        }

        for (var place = 0; place < fields.Count; place++)
        {
            if (fields[place].Needed && lines[place] == 0)
                reading.Report(map, field, $"{words} has no {fields[place].Key}", $"add {fields[place].Key}: …");
        }

        rule?.Invoke(map, field, reading);
        finish?.Invoke(record, map);
    }
}
