namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>How a metric is compared, by evidence that may be looked at at any time.</summary>
internal sealed record MetricCompare
{
    /// <summary>With what.</summary>
    public ComparedWith To { get; init; } = ComparedWith.Primary;

    /// <summary>How much worse the canary may be; the metric's own margin when absent.</summary>
    public MetricMargin? Margin { get; init; }
}
