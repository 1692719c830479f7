namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Which values of a metric pass.</summary>
internal sealed record ThresholdRange
{
    /// <summary>The least that passes; none when absent.</summary>
    public double? Min { get; init; }

    /// <summary>The largest that passes; none when absent.</summary>
    public double? Max { get; init; }
}
