namespace Serinus.Rollouts.Plan;

/// <summary>What is known of the workload a rollout is about. Where there is none (files, plain Services) its endpoints stand for it.</summary>
public sealed record TargetView
{
    /// <summary>Version the canary would serve now; empty when it is not known, and then nothing is decided about versions.</summary>
    public string Revision { get; init; } = "";

    /// <summary>Whether all that the rollout needs was made (primary, Services).</summary>
    public bool IsInitialized { get; init; } = true;

    /// <summary>How ready the canary is.</summary>
    public Readiness Canary { get; init; } = Readiness.Ready;

    /// <summary>How ready stable is.</summary>
    public Readiness Primary { get; init; } = Readiness.Ready;

    /// <summary>Whether stable already runs <see cref="Revision"/> (promotion by copy is through).</summary>
    public bool IsPromoted { get; init; } = true;

    /// <summary>Whether what is left over was taken down.</summary>
    public bool IsFinalised { get; init; } = true;

    /// <summary>Why nothing can be decided now, such as a server that does not answer; null when all is known.</summary>
    public string? Unknown { get; init; }
}
