using System.Collections.Immutable;

namespace Serinus.Orders;

/// <summary>What one edge does for all rollouts, at one moment.</summary>
public sealed record EdgeReading
{
    /// <summary>Tells one process from another, be it at the same address.</summary>
    public required string Instance { get; init; }

    /// <summary>By rollout.</summary>
    public ImmutableArray<RolloutReading> Rollouts { get; init; } = [];
}
