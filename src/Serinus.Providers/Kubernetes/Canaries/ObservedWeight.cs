namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What became of requests.</summary>
internal sealed record ObservedWeight
{
    /// <summary>The canary's share in percent.</summary>
    public decimal Percent { get; init; }

    /// <summary>Requests it is the share of.</summary>
    public long Requests { get; init; }
}
