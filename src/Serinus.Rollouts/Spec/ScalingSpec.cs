namespace Serinus.Rollouts.Spec;

/// <summary>How pods follow requests, where a rollout has a workload. What counts them in a cluster is the target.</summary>
public sealed record ScalingSpec
{
    /// <summary>Whether the canary has pods for its weight only: then they are there before a higher weight is ordered.</summary>
    public bool ByWeight { get; init; }

    /// <summary>Whether stable keeps pods for its part of the requests only. On the way back it gets requests as its pods become ready.</summary>
    public bool DynamicStable { get; init; }

    /// <summary>How long the pods that serve nobody any more stay after a promotion; not at all when zero.</summary>
    public TimeSpan KeepAfterPromotion { get; init; }

    /// <summary>How long the canary's pods stay after a rollback; not at all when zero, until another version or stable is asked for when null.</summary>
    public TimeSpan? KeepAfterRollback { get; init; } = TimeSpan.Zero;
}
