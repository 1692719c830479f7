using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Doctor;

/// <summary>A right that an edge needs.</summary>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Resource">As roles name it.</param>
/// <param name="Verbs">What the edge does with it.</param>
/// <param name="Severity">How bad it is without.</param>
/// <param name="Meaning">What comes of it.</param>
internal sealed record NeededRight(
    string Group,
    string Resource,
    ImmutableArray<string> Verbs,
    FindingSeverity Severity,
    string Meaning
)
{
    public string Words => Group.Length == 0 ? Resource : $"{Resource} of {Group}";
}
