using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>A rollout as it stands, for people to look at.</summary>
public sealed record RolloutView
{
    /// <summary>What is asked for.</summary>
    public required RolloutSpec Spec { get; init; }

    /// <summary>What is remembered; blank until it was read.</summary>
    public RunState State { get; init; } = new();

    /// <summary>What the workload is like.</summary>
    public TargetView Target { get; init; } = new();

    /// <summary>What the edges do.</summary>
    public EdgesView Edges { get; init; } = new();

    /// <summary>Requests of the last moments, block by block, the newest last.</summary>
    public ImmutableArray<TrafficBlock> Recent { get; init; } = [];

    /// <summary>When it was looked at.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When something is decided next, even if nothing changes; null when nothing is.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When the run will end if all goes well.</summary>
    public Forecast Forecast { get; init; } = Forecast.None;

    /// <summary>What keeps it from being planned or acted on, such as a store that cannot be written; null when nothing does.</summary>
    public string? Trouble { get; init; }

    /// <summary>Whether this replica plans it.</summary>
    public bool IsPlannedHere { get; init; }
}
