using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>The always-valid comparison with the primary.</summary>
internal sealed record SequentialTest
{
    /// <summary>Whether metrics without a rule of their own are compared with the primary.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Largest probability that a version no worse than the primary is rolled back.</summary>
    [Field(Minimum = 0.000001, Maximum = 0.5)]
    public double Alpha { get; init; } = 0.01;

    /// <summary>Largest probability that a version worse by the margin passes a step.</summary>
    [Field(Minimum = 0.000001, Maximum = 0.5)]
    public double Beta { get; init; } = 0.05;

    /// <summary>How much larger a fraction of errors may be; the larger of 0.005 and half of the primary's when absent.</summary>
    [Field(Minimum = 0, Maximum = 1)]
    public double? ErrorMargin { get; init; }

    /// <summary>How much larger a fraction of slow requests may be, at every duration that is looked at.</summary>
    [Field(Minimum = 0, Maximum = 1)]
    public double LatencyMargin { get; init; } = 0.02;

    /// <summary>Durations that matter to users, looked at beside the fixed ones; at most 8.</summary>
    [Field(Maximum = 8)]
    public ImmutableArray<TimeSpan> LatencyEdges { get; init; } = [];

    /// <summary>How many requests may be bad for one cause, at most, such as the tries of one client; decisions take as many times the requests.</summary>
    [Field(Minimum = 1, Maximum = 1000)]
    public int BunchMax { get; init; } = 1;

    /// <summary>A step without a verdict ends after this time.</summary>
    [Field(Minimum = 1)]
    public TimeSpan MaxStepDuration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What is done with a step that ended without a verdict.</summary>
    public TimeoutAction OnInconclusive { get; init; } = TimeoutAction.Pause;

    /// <summary>When the edge takes the canary out at once.</summary>
    public FastFail FastFail { get; init; } = new();
}
