using System.Collections.Immutable;

namespace Serinus.Rollouts.Spec;

/// <summary>A rollout as asked for: what is moved, in which steps, and by what evidence.</summary>
public sealed record RolloutSpec
{
    /// <summary>Name; the rollout's identity. In a cluster <c>namespace/name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Routes whose weights it moves; every route that has both backends when empty.</summary>
    public ImmutableArray<string> Routes { get; init; } = [];

    /// <summary>Name of the backend that serves the old version.</summary>
    public required string Stable { get; init; }

    /// <summary>Name of the backend that serves the new version.</summary>
    public required string Canary { get; init; }

    /// <summary>The version the canary serves, in any words. A run begins when it changes; what the target itself says when absent.</summary>
    public string? Revision { get; init; }

    /// <summary>Steps, checks, hooks and news.</summary>
    public AnalysisSpec Analysis { get; init; } = new();

    /// <summary>What is done once the canary has passed.</summary>
    public PromotionSpec Promotion { get; init; } = new();

    /// <summary>How pods follow requests.</summary>
    public ScalingSpec Scaling { get; init; } = new();

    /// <summary>What the edge does when nobody plans any more.</summary>
    public FailsafeSpec Failsafe { get; init; } = new();

    /// <summary>Going back to one of this many versions promoted before needs no steps and no checks; 0 turns it off.</summary>
    public int RollbackRevisions { get; init; }

    /// <summary>When runs may begin and weights may rise; at any time when empty.</summary>
    public ImmutableArray<DeployWindowSpec> DeployWindows { get; init; } = [];

    /// <summary>Rollouts that go forward and back together; none when absent.</summary>
    public ReleaseGroupSpec? Group { get; init; }

    /// <summary>Whether the canary is promoted without checks, as soon as it is ready.</summary>
    public bool SkipAnalysis { get; init; }

    /// <summary>Whether everything stands still: weights stay as they are.</summary>
    public bool Suspend { get; init; }

    /// <summary>How long the canary may take to become ready; the run fails after that. Time paused is not counted.</summary>
    public TimeSpan ProgressDeadline { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Runs that are remembered with their evidence.</summary>
    public int HistoryMax { get; init; } = 10;

    /// <summary>
    /// Values that queries of metrics may name, such as <c>target</c>, <c>service</c> and <c>ingress</c> of a cluster. <c>name</c>,
    /// <c>namespace</c>, <c>stable</c>, <c>canary</c>, <c>revision</c> and <c>interval</c> are always there.
    /// </summary>
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;
}
