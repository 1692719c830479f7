using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>What has to be asked outside before the next decision.</summary>
public sealed record Wants
{
    /// <summary>Nothing.</summary>
    public static Wants Nothing { get; } = new();

    /// <summary>Metrics to measure.</summary>
    public ImmutableArray<MetricSpec> Metrics { get; init; } = [];

    /// <summary>Hooks to call.</summary>
    public ImmutableArray<HookSpec> Hooks { get; init; } = [];
}
