namespace Serinus.Routing.Config;

/// <summary>What is wrong with one object, where, and the cure.</summary>
public sealed record Problem
{
    /// <summary>Whether the object is left out (<see cref="Severity.Error"/>) or served all the same.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>The object that has it.</summary>
    public required ObjectId Object { get; init; }

    /// <summary>Path of the field inside the object, such as <c>backends[1].weight</c>; empty for the whole object.</summary>
    public string Field { get; init; } = "";

    /// <summary>What is wrong, in one sentence that names the value.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it, in one sentence.</summary>
    public string Cure { get; init; } = "";

    /// <summary>Where it stands in its source, when that is known.</summary>
    public Location? Location { get; init; }

    /// <summary>One line: <c>file:line:column: error: route web: backends[0].weight: weight -5 is below 0; use 0 to drain</c>.</summary>
    public override string ToString()
    {
        var where = Location is { } at ? $"{at}: " : "";
        var severity = Severity == Severity.Error ? "error" : "warning";
        var field = Field.Length == 0 ? "" : $" {Field}:";
        var cure = Cure.Length == 0 ? "" : $"; {Cure}";
        return $"{where}{severity}: {Object}:{field} {Message}{cure}";
    }
}
