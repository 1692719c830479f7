using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside;

/// <summary>What holds for every rollout.</summary>
public sealed record OutsideSettings
{
    /// <summary>Who hears of every rollout, beside whom its own <see cref="AnalysisSpec.Alerts"/> name. One that both name is told once.</summary>
    public ImmutableArray<AlertSpec> News { get; init; } = [];

    /// <summary>Hooks that are told of every event of every rollout.</summary>
    public ImmutableArray<HookSpec> EventHooks { get; init; } = [];

    /// <summary>Name of the cluster or machine, in messages; empty for none.</summary>
    public string Origin { get; init; } = "";
}
