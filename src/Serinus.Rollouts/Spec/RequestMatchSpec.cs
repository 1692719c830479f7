using System.Collections.Immutable;

namespace Serinus.Rollouts.Spec;

/// <summary>Which requests go to the canary whatever the weight: all conditions of one must hold.</summary>
public sealed record RequestMatchSpec
{
    /// <summary>Conditions on headers and cookies.</summary>
    public ImmutableArray<ValueSpec> Values { get; init; } = [];
}
