using Serinus.Providers.Kubernetes.Doctor;

namespace Serinus.Commands;

/// <summary>What <c>serinus doctor -o json</c> says.</summary>
/// <param name="Ok">Whether there are no errors.</param>
/// <param name="Errors">How many errors there are.</param>
/// <param name="Warnings">How many warnings there are.</param>
/// <param name="Findings">Everything found, errors first.</param>
internal sealed record DoctorAnswer(bool Ok, int Errors, int Warnings, IReadOnlyList<FindingAnswer> Findings);

/// <summary>One thing found.</summary>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>note</c>.</param>
/// <param name="Object">Kind, namespace and name.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Meaning">What comes of it.</param>
/// <param name="Cure">What to do.</param>
/// <param name="Source">File; null for an object of a cluster.</param>
/// <param name="Line">Line, from 1; null when unknown.</param>
/// <param name="Column">Column, from 1; null when unknown.</param>
internal sealed record FindingAnswer(
    string Severity,
    string Object,
    string What,
    string Meaning,
    string Cure,
    string? Source,
    int? Line,
    int? Column
)
{
    public static FindingAnswer Of(Finding finding) =>
        new(
            finding.Severity switch
            {
                FindingSeverity.Error => "error",
                FindingSeverity.Warning => "warning",
                _ => "note",
            },
            finding.Object,
            finding.What,
            finding.Meaning,
            finding.Cure,
            finding.Location?.Source,
            finding.Location is { Line: > 0 } at ? at.Line : null,
            finding.Location is { Column: > 0 } known ? known.Column : null
        );
}
