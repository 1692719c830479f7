using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Where one object and its fields stand in their source, so that a problem found later still names line and column.</summary>
public sealed class Origin
{
    private readonly ImmutableArray<(string Field, int Line, int Column)> fields;

    /// <summary>Remembers the places of an object's fields.</summary>
    /// <param name="source">File path, or the provider's name of the object.</param>
    /// <param name="fields">Field paths such as <c>backends[1].weight</c> with line and column from 1; the empty path is the object itself.</param>
    public Origin(string source, ImmutableArray<(string Field, int Line, int Column)> fields)
    {
        Source = source;
        this.fields = fields;
    }

    /// <summary>File path, or the provider's name of the object.</summary>
    public string Source { get; }

    /// <summary>The place of <paramref name="field"/>, or of its nearest known parent.</summary>
    public Location At(string field)
    {
        var wanted = field;
        while (true)
        {
            foreach (var (name, line, column) in fields)
            {
                if (name == wanted)
                    return new Location(Source, line, column);
            }

            if (wanted.Length == 0)
                return new Location(Source, 0, 0);
            wanted = Parent(wanted);
        }
    }

    private static string Parent(string field)
    {
        var cut = field.AsSpan().LastIndexOfAny('.', '[');
        return cut < 0 ? "" : field[..cut];
    }
}
