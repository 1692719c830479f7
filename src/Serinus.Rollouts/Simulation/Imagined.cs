using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Simulation;

/// <summary>A rollout that is asked for, and what its traffic is imagined to be like.</summary>
public sealed record Imagined
{
    /// <summary>What is asked for.</summary>
    public required RolloutSpec Spec { get; init; }

    /// <summary>Requests of both arms in each second. 100 by default.</summary>
    public double RequestsPerSecond { get; init; } = 100;

    /// <summary>Stable's share of errors, from 0 to 1. 0.005 by default.</summary>
    public double StableErrors { get; init; } = 0.005;

    /// <summary>The canary's share of errors, from 0 to 1. 0.005 by default.</summary>
    public double CanaryErrors { get; init; } = 0.005;

    /// <summary>Stable's latencies; null when all requests are equally fast.</summary>
    public LatencyModel? Latency { get; init; }

    /// <summary>How many times as long the canary takes. 1 by default.</summary>
    public double CanarySlowness { get; init; } = 1;

    /// <summary>Share of the requests that match, where a step sends matched requests to the canary, from 0 to 1. 0.05 by default.</summary>
    public double MatchedShare { get; init; } = 0.05;

    /// <summary>A run that takes longer is given up. 30 days by default.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromDays(30);
}
