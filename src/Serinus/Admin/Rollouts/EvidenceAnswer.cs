namespace Serinus.Admin.Rollouts;

/// <summary>What a comparison with stable has proven, in nats: e to its power is the odds.</summary>
public sealed record EvidenceAnswer
{
    /// <summary>Evidence that the canary does harm.</summary>
    public double Harm { get; init; }

    /// <summary>Where harm is proven, and the run rolled back.</summary>
    public double HarmLine { get; init; }

    /// <summary>Evidence that it does not.</summary>
    public double Safe { get; init; }

    /// <summary>Where safety is proven.</summary>
    public double SafeLine { get; init; }

    /// <summary>Requests of the canary that were compared.</summary>
    public long CanaryRequests { get; init; }

    /// <summary>Of these, the bad ones.</summary>
    public long CanaryBad { get; init; }

    /// <summary>Requests of stable in the same moments.</summary>
    public long StableRequests { get; init; }

    /// <summary>Of these, the bad ones.</summary>
    public long StableBad { get; init; }

    /// <summary>What bad requests were slower than, in milliseconds; null for errors.</summary>
    public double? SlowerThanMilliseconds { get; init; }

    /// <summary>Requests of both until a decision, about; null when no end can be seen.</summary>
    public double? MoreRequests { get; init; }
}
