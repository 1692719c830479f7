using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>How many replicas the canary has during a run.</summary>
internal sealed record CanaryScaling
{
    /// <summary>By which rule.</summary>
    public CanarySize Canary { get; init; }

    /// <summary>Replicas for `fixed`.</summary>
    [Field(Minimum = 1)]
    public int? Replicas { get; init; }

    /// <summary>The least for `matchWeight`.</summary>
    [Field(Minimum = 1)]
    public int MinPods { get; init; } = 1;

    /// <summary>Whether the primary keeps pods for its part of the requests only, rounded up. After a rollback it gets requests as its pods become ready.</summary>
    public bool DynamicStable { get; init; }

    /// <summary>How long pods that serve nobody any more stay after a promotion, in seconds.</summary>
    [Field(Minimum = 0)]
    public int ScaleDownDelaySeconds { get; init; }

    /// <summary>How long the canary's pods stay after a rollback, in seconds; not at all when absent, until another version is asked for when 0.</summary>
    [Field(Minimum = 0)]
    public int? AbortScaleDownDelaySeconds { get; init; }
}
