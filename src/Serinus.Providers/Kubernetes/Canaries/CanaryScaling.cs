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
}
