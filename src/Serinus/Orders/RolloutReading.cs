using System.Collections.Immutable;

namespace Serinus.Orders;

/// <summary>What one edge does for a rollout, and the counters of its routes.</summary>
public sealed record RolloutReading
{
    /// <summary>Name of the rollout.</summary>
    public required string Rollout { get; init; }

    /// <summary>Number of the order that is served; one that is held and not served yet does not count.</summary>
    public long Generation { get; init; }

    /// <summary>Why the edge has taken the canary out by itself; null when it has not.</summary>
    public string? TakenOut { get; init; }

    /// <summary>Whether nobody has confirmed the order in time.</summary>
    public bool HasExpired { get; init; }

    /// <summary>Whether its run goes on, and its routes are told.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Routes it lies over on which anything was counted, while it runs.</summary>
    public ImmutableArray<RouteReading> Routes { get; init; } = [];
}
