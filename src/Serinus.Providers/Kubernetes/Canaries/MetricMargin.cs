using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>How much worse a canary may be.</summary>
internal sealed record MetricMargin
{
    /// <summary>A difference of fractions, such as 0.005 for half a percentage point; the metric's own when absent.</summary>
    [Field(Minimum = 0, Maximum = 1)]
    public double? Absolute { get; init; }

    /// <summary>A ratio, such as 1.5; none when absent.</summary>
    [Field(Minimum = 1)]
    public double? Ratio { get; init; }
}
