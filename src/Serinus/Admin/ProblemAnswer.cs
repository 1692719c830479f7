using Serinus.Routing.Config;

namespace Serinus.Admin;

/// <summary>What is wrong with one object, where, and the cure.</summary>
/// <param name="Severity"><c>error</c>: the object is left out or its last good version stays; <c>warning</c>: it is served.</param>
/// <param name="Kind"><c>route</c>, <c>service</c>, <c>listener</c> or <c>edge</c>; of a cluster the kind of the object, such as <c>Ingress</c>.</param>
/// <param name="Name">Name of the object; of a cluster with its namespace, such as <c>shop/web</c>.</param>
/// <param name="Field">Path of the field inside the object; empty for the whole object.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Cure">What to do about it.</param>
/// <param name="Source">File it stands in; null when unknown.</param>
/// <param name="Line">Line, from 1; null when unknown.</param>
/// <param name="Column">Column, from 1; null when unknown.</param>
public sealed record ProblemAnswer(
    string Severity,
    string Kind,
    string Name,
    string Field,
    string Message,
    string Cure,
    string? Source,
    int? Line,
    int? Column
)
{
    /// <summary>The answer for a problem.</summary>
    public static ProblemAnswer Of(Problem problem)
    {
        var place = problem.Location;
        return new ProblemAnswer(
            problem.Severity == Routing.Config.Severity.Error ? "error" : "warning",
            problem.Object.Kind,
            problem.Object.Name,
            problem.Field,
            problem.Message,
            problem.Cure,
            place?.Source,
            place is { Line: > 0 } at ? at.Line : null,
            place is { Column: > 0 } known ? known.Column : null
        );
    }
}
