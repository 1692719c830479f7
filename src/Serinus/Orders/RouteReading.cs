using System.Collections.Immutable;

namespace Serinus.Orders;

/// <summary>Counters of one route under a rollout.</summary>
public sealed record RouteReading
{
    /// <summary>Name of the route.</summary>
    public required string Route { get; init; }

    /// <summary>Readings of one series of one instance may be subtracted; another number is another beginning.</summary>
    public long Series { get; init; }

    /// <summary>Edges of the durations counted, in milliseconds, rising; the same for both arms.</summary>
    public ImmutableArray<double> Edges { get; init; } = [];

    /// <summary>The arm of the old version.</summary>
    public ArmReading Stable { get; init; } = new();

    /// <summary>The arm of the new version.</summary>
    public ArmReading Canary { get; init; } = new();
}
