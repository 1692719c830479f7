namespace Serinus.Admin.Rollouts;

/// <summary>A rollout: what is asked for in short, where its run stands, and why.</summary>
public sealed record RolloutAnswer
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Changes whenever anything but its counters does; opaque.</summary>
    public required string Version { get; init; }

    /// <summary>Where it stands, in Flagger's words: Initializing, Initialized, Waiting, Progressing, WaitingPromotion, Promoting, Finalising, Succeeded, Failed.</summary>
    public required string Phase { get; init; }

    /// <summary>How the last run ended: None, Promoted, RolledBack, Superseded.</summary>
    public string Result { get; init; } = "None";

    /// <summary>Number of the run that goes on or ended last; 0 before the first.</summary>
    public long Run { get; init; }

    /// <summary>Whether a run goes on.</summary>
    public bool IsRunning { get; init; }

    /// <summary>The version under test, or tested last.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The version that serves as stable; empty while none is known.</summary>
    public string StableRevision { get; init; } = "";

    /// <summary>Versions promoted before, the newest first.</summary>
    public IReadOnlyList<string> Promoted { get; init; } = [];

    /// <summary>Name of the backend that serves the old version.</summary>
    public string Stable { get; init; } = "";

    /// <summary>Name of the backend that serves the new version.</summary>
    public string Canary { get; init; } = "";

    /// <summary>Routes it moves; empty for all that have both backends.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Its steps.</summary>
    public IReadOnlyList<StepAnswer> Steps { get; init; } = [];

    /// <summary>Number of the step it is at, from 1; 0 before the first.</summary>
    public int Step { get; init; }

    /// <summary>The canary's share: wanted, confirmed by edges, and observed.</summary>
    public WeightAnswer Weight { get; init; } = new();

    /// <summary>The new version's requests.</summary>
    public ArmAnswer CanaryArm { get; init; } = new();

    /// <summary>The old version's requests.</summary>
    public ArmAnswer StableArm { get; init; } = new();

    /// <summary>What is measured, and what it says.</summary>
    public IReadOnlyList<MetricAnswer> Metrics { get; init; } = [];

    /// <summary>Failed checks of the run.</summary>
    public int FailedChecks { get; init; }

    /// <summary>Failed checks that roll it back.</summary>
    public int Threshold { get; init; }

    /// <summary>Why it stands still; null when it does not.</summary>
    public string? Paused { get; init; }

    /// <summary>Whether somebody has to promote it for it to go on.</summary>
    public bool WantsConsent { get; init; }

    /// <summary>Why an edge has taken the canary out by itself; null when none has.</summary>
    public string? TakenOut { get; init; }

    /// <summary>Why nobody can plan it now; null when somebody does.</summary>
    public string? Trouble { get; init; }

    /// <summary>Why the last decision was made.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When the run began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the step began.</summary>
    public DateTimeOffset? StepStartedAt { get; init; }

    /// <summary>When the next check is due.</summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    /// <summary>When the run ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When something is decided next, even if nothing changes.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>When the run ends if nothing fails; null when nothing runs, or when that depends on people.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>Whether it may end later than that: how long evidence takes depends on what it shows.</summary>
    public bool EndsAtEarliest { get; init; }

    /// <summary>What was decided in this run, the newest last.</summary>
    public IReadOnlyList<TimelineAnswer> Timeline { get; init; } = [];
}
