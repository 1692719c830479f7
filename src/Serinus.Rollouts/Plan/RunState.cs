using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>
/// Everything that is remembered of a rollout: written before it is acted on, so that whoever reads it goes on from there. Plain values only;
/// it is kept as JSON.
/// </summary>
public sealed record RunState
{
    private static readonly ImmutableSortedDictionary<string, MetricState> NoMetrics = ImmutableSortedDictionary.Create<
        string,
        MetricState
    >(StringComparer.Ordinal);

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

    /// <summary>How the run ended; <see cref="RunResult.None"/> while it goes on.</summary>
    public RunResult Result { get; init; }

    /// <summary>Version promoted before that somebody wants back and that the target is to ask for; null when nobody does.</summary>
    public string? UndoTo { get; init; }

    /// <summary>Id of the command that asked for <see cref="UndoTo"/> and is answered once the target has shown whether it can; null when none waits.</summary>
    public string? UndoCommand { get; init; }

    /// <summary>Fingerprint of the plan that <see cref="Step"/> belongs to: a spec that was edited is noticed.</summary>
    public string PlanKey { get; init; } = "";

    /// <summary>Index of the step in the plan of the strategy.</summary>
    public int Step { get; init; }

    /// <summary>Whether the step is over, and only gates keep the run from the next.</summary>
    public bool IsStepDone { get; init; }

    /// <summary>When the run began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the step began; null when it has not.</summary>
    public DateTimeOffset? StepStartedAt { get; init; }

    /// <summary>When every edge had the weight of the step; null when not every one has.</summary>
    public DateTimeOffset? StepReachedAt { get; init; }

    /// <summary>When the phase last changed.</summary>
    public DateTimeOffset? PhaseChangedAt { get; init; }

    /// <summary>When the next check is due.</summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>When the next check beside the steps is due; null while none go on.</summary>
    public DateTimeOffset? NextBackgroundAt { get; init; }

    /// <summary>When gates are asked next; at once when null.</summary>
    public DateTimeOffset? NextHookAt { get; init; }

    /// <summary>When hooks for rollback are asked next; at once when null.</summary>
    public DateTimeOffset? NextRollbackHookAt { get; init; }

    /// <summary>Since when the canary is not ready, or stable is not while it is promoted; null when it is.</summary>
    public DateTimeOffset? UnreadySince { get; init; }

    /// <summary>When everybody is taken to know of pods that have changed places; null when nothing of the kind is waited for.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>Since when time does not count, because the run stands still; null when it counts.</summary>
    public DateTimeOffset? FrozenAt { get; init; }

    /// <summary>Until when the promoted version is watched while stable is kept as it was; null when it is not.</summary>
    public DateTimeOffset? BakeUntil { get; init; }

    /// <summary>When the run ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Failed checks of this run.</summary>
    public int FailedChecks { get; init; }

    /// <summary>Checks done of <see cref="AnalysisSpec.Iterations"/>.</summary>
    public int Iterations { get; init; }

    /// <summary>What the edges are to do with traffic.</summary>
    public TrafficOrder Traffic { get; init; } = new();

    /// <summary>Traffic that the canary's pods are to suffice for, where that is not <see cref="Traffic"/>: they come before it, and go after it.</summary>
    public TrafficOrder? SizedFor { get; init; }

    /// <summary>A smaller share of the canary, in percent, for which stable is given its pods before it is ordered; null when none is to come.</summary>
    public decimal? StableSizedFor { get; init; }

    /// <summary>Since when <see cref="StableSizedFor"/> is waited for.</summary>
    public DateTimeOffset? StableSizedSince { get; init; }

    /// <summary>The canary's share that every edge had last in this run, in percent: stable needs no pods for it.</summary>
    public decimal ServedPercent { get; init; }

    /// <summary>When the pods that serve nobody since a promotion are taken down; null when they were, or are at once.</summary>
    public DateTimeOffset? TakeDownAt { get; init; }

    /// <summary>Why it stands still; null when it does not.</summary>
    public string? Paused { get; init; }

    /// <summary>Whether the rest of the run needs no checks: somebody promoted it whole.</summary>
    public bool SkipsChecks { get; init; }

    /// <summary>Whether the target has a primary; see <see cref="TargetView.HasPrimary"/>.</summary>
    public bool HasPrimary { get; init; }

    /// <summary>Whether promotion may change what stable is: the promoted version was watched for as long as was asked for.</summary>
    public bool IsBaked { get; init; }

    /// <summary>Whether nobody is led any more to what is to be taken down: the canary after the end of a run, or what served before there was a primary.</summary>
    public bool IsDrained { get; init; }

    /// <summary>Why the last decision was made, in one sentence for an operator.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Requests first given to the canary in this run.</summary>
    public ArmTotals Canary { get; init; } = new(0, 0);

    /// <summary>Requests first given to stable in this run.</summary>
    public ArmTotals Stable { get; init; } = new(0, 0);

    /// <summary>End of the newest block that was counted.</summary>
    public DateTimeOffset? EvidenceAt { get; init; }

    /// <summary>Requests first given to the canary since every edge has the weight of the step.</summary>
    public long StepRequests { get; init; }

    /// <summary>What each metric knows, by its name.</summary>
    public ImmutableSortedDictionary<string, MetricState> Metrics { get; init; } = NoMetrics;

    /// <summary>Requests of the canary of the last while, for metrics that look back.</summary>
    public ImmutableArray<WindowSlot> Window { get; init; } = [];

    /// <summary>Hooks that are called once in a run and were.</summary>
    public ImmutableArray<string> HooksDone { get; init; } = [];

    /// <summary>Whether somebody lets the next rise of the weight pass although no window is open.</summary>
    public bool IsWindowOverridden { get; init; }

    /// <summary>Whether its weight may not rise because of others of its group.</summary>
    public bool IsHeldByGroup { get; init; }

    /// <summary>What was said in this step and is not said again.</summary>
    public ImmutableArray<string> Said { get; init; } = [];

    /// <summary>Runs of other members of the group that were seen to fail, as <c>name/run</c>.</summary>
    public ImmutableArray<string> GroupSeen { get; init; } = [];

    /// <summary>Commands carried out, the newest last: one that comes again is not carried out again.</summary>
    public ImmutableArray<string> CommandsDone { get; init; } = [];

    /// <summary>What was decided in this run and why, the newest last.</summary>
    public ImmutableArray<TimelineEntry> Timeline { get; init; } = [];

    /// <summary>How many news there were in all.</summary>
    public long NewsNumber { get; init; }

    /// <summary>Number of the last run that was archived.</summary>
    public long ArchivedRun { get; init; }

    /// <summary>Whether a run goes on.</summary>
    [JsonIgnore]
    public bool IsRunning => Run > 0 && EndedAt is null;

    /// <summary>News not yet told. Each is told once; see <see cref="NewsItem.IsClaimed"/>.</summary>
    public ImmutableArray<NewsItem> Outbox { get; init; } = [];
}
