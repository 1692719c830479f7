using System.Collections.Immutable;

namespace Serinus.Rollouts.Analysis;

/// <summary>Requests of both arms in the same moment through the same edge and route: what may be compared with each other.</summary>
public sealed record TrafficBlock
{
    /// <summary>When it ended.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Requests first given to the canary.</summary>
    public ArmBlock Canary { get; init; } = new();

    /// <summary>Requests first given to stable.</summary>
    public ArmBlock Stable { get; init; } = new();

    /// <summary>Edges of the durations counted, in milliseconds, rising; the same for both arms.</summary>
    public ImmutableArray<double> Edges { get; init; } = [];
}
