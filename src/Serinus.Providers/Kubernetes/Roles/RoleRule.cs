using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Roles;

/// <summary>Rights to objects of one API group.</summary>
/// <param name="Group">The group; empty for the core.</param>
/// <param name="Resources">As roles name them.</param>
/// <param name="Verbs">What may be done with them.</param>
/// <param name="Comment">What for, as lines of a comment; empty when the rule before says it.</param>
internal sealed record RoleRule(
    string Group,
    ImmutableArray<string> Resources,
    ImmutableArray<string> Verbs,
    string Comment = ""
);
