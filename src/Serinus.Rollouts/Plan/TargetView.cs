namespace Serinus.Rollouts.Plan;

/// <summary>What is known of the workload a rollout is about. Where there is none (files, plain Services) its endpoints stand for it.</summary>
public sealed record TargetView
{
    /// <summary>Version the canary would serve now; empty when it is not known, and then nothing is decided about versions.</summary>
    public string Revision { get; init; } = "";

    /// <summary>
    /// Version that stable serves, as the target sees it; empty when it cannot tell. Needed once, when nothing is remembered: a canary of this
    /// version is not tried. Where it is empty and <see cref="HasPrimary"/>, the version seen first is stable; else the version seen first is tried.
    /// </summary>
    public string StableRevision { get; init; } = "";

    /// <summary>
    /// Whether stable is a workload of its own that promotion makes like the canary, or that changes places with it. Where it is not (files, plain
    /// Services) the canary serves everybody after promotion, until the next run.
    /// </summary>
    public bool HasPrimary { get; init; }

    /// <summary>Whether the rollout is being removed, and everything is to become as it was before.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Whether all that the rollout needs was made (primary, Services).</summary>
    public bool IsInitialized { get; init; } = true;

    /// <summary>
    /// Whether everybody is led to stable, as far as the target sees, and what served before is only left to be taken down. Looked at while
    /// <see cref="IsInitialized"/> is false.
    /// </summary>
    public bool IsLed { get; init; }

    /// <summary>How ready the canary is.</summary>
    public Readiness Canary { get; init; } = Readiness.Ready;

    /// <summary>How ready stable is.</summary>
    public Readiness Primary { get; init; } = Readiness.Ready;

    /// <summary>Percent of the pods stable had before the run that are ready, 0 to 100. Looked at where <see cref="Spec.ScalingSpec.DynamicStable"/> is asked for.</summary>
    public decimal StableCapacity { get; init; } = 100;

    /// <summary>Whether stable already runs <see cref="Revision"/> (promotion by copy is through).</summary>
    public bool IsPromoted { get; init; } = true;

    /// <summary>Whether what is left over was taken down, or, for a rollout that is being removed, everything is as it was before.</summary>
    public bool IsFinalised { get; init; } = true;

    /// <summary>Why the target cannot become <see cref="RunState.UndoTo"/>, such as another configuration meanwhile; null when it can, or nobody wants it.</summary>
    public string? UndoTrouble { get; init; }

    /// <summary>Why nothing can be decided now, such as a server that does not answer; null when all is known.</summary>
    public string? Unknown { get; init; }
}
