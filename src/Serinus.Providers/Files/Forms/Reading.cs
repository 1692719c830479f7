using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Tree;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files.Forms;

/// <summary>The reading of one file: collects problems, and the places of the fields of the object being read.</summary>
internal sealed class Reading(string source)
{
    /// <summary>Problems of one object that are told; a file of garbage need not fill the screen.</summary>
    private const int ProblemsOfObjectMax = 20;

    private readonly ImmutableArray<Problem>.Builder problems = ImmutableArray.CreateBuilder<Problem>();
    private readonly List<(string Field, int Line, int Column)> places = [];

    // Objects of a file share most of their field paths: each is made once.
    private readonly Dictionary<(string Parent, string Key), string> keyPaths = [];
    private readonly Dictionary<(string Parent, int Index), string> itemPaths = [];
    private ObjectId current;
    private int problemsOfObject;

    public ImmutableArray<Problem> Problems => problems.ToImmutable();

    /// <summary>Whether something was wrong since <see cref="Begin"/>.</summary>
    public bool Failed => problemsOfObject > 0;

    /// <summary>Begins an object.</summary>
    public void Begin(ObjectId id)
    {
        current = id;
        problemsOfObject = 0;
        places.Clear();
    }

    /// <summary>The places of the fields read since <see cref="Begin"/>.</summary>
    public Origin Origin() => new(source, [.. places]);

    /// <summary>Notes where a field's value stands.</summary>
    public void Place(string field, Node value) => places.Add((field, value.Line, value.Column));

    /// <summary>Reports what is wrong at <paramref name="at"/>.</summary>
    public void Report(Node at, string field, string message, string cure) =>
        Report(at.Line, at.Column, field, message, cure);

    /// <summary>Reports what is wrong at a place; line 0 is unknown.</summary>
    public void Report(int line, int column, string field, string message, string cure)
    {
        if (++problemsOfObject > ProblemsOfObjectMax)
            return;
        problems.Add(
            new Problem
            {
                Object = current,
                Field = field,
                Message = message,
                Cure = cure,
                Location = new Location(source, line, column),
            }
        );
    }

    /// <summary>Reports a value that is not what the form wants.</summary>
    public void ReportWrong(Node node, string field, Form form)
    {
        var message = node switch
        {
            ScalarNode { Kind: ScalarKind.Null } => "has no value",
            ScalarNode => $"{node.Words} is not {form.Words}",
            _ => $"{node.Words} stands where {form.Words} is wanted",
        };
        Report(node, field, message, form.Cure);
    }

    /// <summary>Reports a key that is none of <paramref name="known"/>.</summary>
    public void ReportUnknown(MapEntry entry, string field, IReadOnlyCollection<string> known)
    {
        var near = NearestName.Find(entry.Key, known);
        Report(
            entry.Line,
            entry.Column,
            field,
            $"unknown key {ScalarNode.Shown(entry.Key, false)}",
            near is null ? $"known here are {string.Join(", ", known)}" : $"did you mean {near}?"
        );
    }

    /// <summary>Reports a key that stood in the map before.</summary>
    public void ReportTwice(MapEntry entry, int firstLine, string field) =>
        Report(
            entry.Line,
            entry.Column,
            field,
            $"key {ScalarNode.Shown(entry.Key, false)} is given twice, first on line {firstLine}",
            "keep one"
        );

    /// <summary>The entries of a map whose keys are free, each key once.</summary>
    public IEnumerable<MapEntry> FreeKeys(Node node, string field, Form form)
    {
        if (node is not MapNode map)
        {
            ReportWrong(node, field, form);
            yield break;
        }

        foreach (var entry in map.Entries)
        {
            if (map.Find(entry.Key) is { } first && !ReferenceEquals(first, entry))
                ReportTwice(entry, first.Line, field);
            else
                yield return entry;
        }
    }

    /// <summary>The path of a key in the map at <paramref name="parent"/>.</summary>
    public string Key(string parent, string key)
    {
        if (parent.Length == 0)
            return key;
        if (!keyPaths.TryGetValue((parent, key), out var path))
            keyPaths.Add((parent, key), path = $"{parent}.{key}");
        return path;
    }

    /// <summary>The path of an item of the list at <paramref name="parent"/>.</summary>
    public string Item(string parent, int index)
    {
        if (!itemPaths.TryGetValue((parent, index), out var path))
            itemPaths.Add((parent, index), path = string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]"));
        return path;
    }
}
