using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Sets how many replicas the canary has.</summary>
[OneOf]
internal sealed record CanaryScaleStep
{
    /// <summary>That many.</summary>
    [Field(Minimum = 0)]
    public int? Replicas { get; init; }

    /// <summary>That many percent of the primary's, rounded up.</summary>
    [Field(Minimum = 0, Maximum = 100)]
    public decimal? Weight { get; init; }

    /// <summary>As many as its weight asks for.</summary>
    public bool? MatchTrafficWeight { get; init; }
}
