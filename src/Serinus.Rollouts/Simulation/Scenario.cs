using System.Collections.Immutable;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Simulation;

/// <summary>An imagined rollout: what the arms are like, what traffic there is, and how it is judged.</summary>
public sealed record Scenario
{
    /// <summary>Stable's share of errors, from 0 to 1. 0.005 by default.</summary>
    public double StableErrors { get; init; } = 0.005;

    /// <summary>The canary's share of errors, from 0 to 1. 0.005 by default.</summary>
    public double CanaryErrors { get; init; } = 0.005;

    /// <summary>Stable's latencies; null when latency is not looked at.</summary>
    public LatencyModel? Latency { get; init; }

    /// <summary>How many times as long the canary takes. 1 by default.</summary>
    public double CanarySlowness { get; init; } = 1;

    /// <summary>The canary's part of the requests in each step, between 0 and 1.</summary>
    public ImmutableArray<double> Weights { get; init; } = [0.01, 0.05, 0.1, 0.25, 0.5];

    /// <summary>Requests of both arms in each second. 100 by default.</summary>
    public double RequestsPerSecond { get; init; } = 100;

    /// <summary>Length of a block. 10 s by default.</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A step lasts so long at least. 1 minute by default.</summary>
    public TimeSpan StepMin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A step that is undecided for so long ends the rollout undecided. 1 hour by default.</summary>
    public TimeSpan StepMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether safety is shown anew in each step, as the planner asks. True by default.</summary>
    public bool SafetyAnew { get; init; } = true;

    /// <summary>How sure the judge has to be.</summary>
    public JudgeRules Rules { get; init; } = new();

    /// <summary>How errors are guarded.</summary>
    public Guard Errors { get; init; } = Guard.Errors();

    /// <summary>How latency is guarded, where there is any.</summary>
    public Guard Latencies { get; init; } = Guard.Latency();
}
