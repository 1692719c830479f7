using System.Collections.Immutable;

namespace Serinus.Rollouts.Analysis;

/// <summary>Requests of the canary in a short part of the time that metrics look back.</summary>
public sealed record WindowSlot
{
    /// <summary>When it begins.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Requests that ended in it.</summary>
    public ArmBlock Canary { get; init; } = new();

    /// <summary>Edges of the durations counted, in milliseconds, rising.</summary>
    public ImmutableArray<double> Edges { get; init; } = [];
}
