using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>
/// Everything that is remembered of a rollout: written before it is acted on, so that whoever reads it goes on from there. Plain values only;
/// it is kept as JSON.
/// </summary>
public sealed record RunState
{
    /// <summary>Number of the run that goes on or ended last; 0 when there was none.</summary>
    public long Run { get; init; }

    /// <summary>Where it stands.</summary>
    public Phase Phase { get; init; }

    /// <summary>The version under test, or tested last.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The version that serves as stable; empty until one is known.</summary>
    public string StableRevision { get; init; } = "";

    /// <summary>Versions promoted before, the newest first.</summary>
    public ImmutableArray<string> Promoted { get; init; } = [];

    /// <summary>Whether the two backends have changed places (<see cref="PromotionMode.Swap"/>).</summary>
    public bool IsSwapped { get; init; }

    /// <summary>Index of the step in the plan of the strategy.</summary>
    public int Step { get; init; }

    /// <summary>When the run began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the step began.</summary>
    public DateTimeOffset? StepStartedAt { get; init; }

    /// <summary>When the phase last changed.</summary>
    public DateTimeOffset? PhaseChangedAt { get; init; }

    /// <summary>When the next check is due.</summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>When the run ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Failed checks of this run.</summary>
    public int FailedChecks { get; init; }

    /// <summary>Checks done of <see cref="AnalysisSpec.Iterations"/>.</summary>
    public int Iterations { get; init; }

    /// <summary>What the edges are to do with traffic.</summary>
    public TrafficOrder Traffic { get; init; } = new();

    /// <summary>Why it stands still; null when it does not.</summary>
    public string? Paused { get; init; }

    /// <summary>Whether the rest of the run needs no checks: somebody promoted it whole.</summary>
    public bool SkipsChecks { get; init; }

    /// <summary>Why the last decision was made, in one sentence for an operator.</summary>
    public string Reason { get; init; } = "";

    /// <summary>What each metric knows, by its name.</summary>
    public ImmutableDictionary<string, Analysis.MetricState> Metrics { get; init; } =
        ImmutableDictionary<string, Analysis.MetricState>.Empty;

    /// <summary>Commands carried out, the newest last: one that comes again is not carried out again.</summary>
    public ImmutableArray<string> CommandsDone { get; init; } = [];

    /// <summary>What was decided in this run and why, the newest last.</summary>
    public ImmutableArray<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>News not yet told. Each is told once; see <see cref="NewsItem.IsClaimed"/>.</summary>
    public ImmutableArray<NewsItem> Outbox { get; init; } = [];
}
