using System.Collections.Immutable;

namespace Serinus.Rollouts.Spec;

/// <summary>The always-valid comparison of the canary with concurrent stable traffic.</summary>
public sealed record SequentialSpec
{
    /// <summary>Largest probability that a rollout of a version no worse than stable is rolled back, shared by all its metrics.</summary>
    public double Alpha { get; init; } = 0.01;

    /// <summary>Largest probability that a version worse by the margin passes a step.</summary>
    public double Beta { get; init; } = 0.05;

    /// <summary>How much larger a fraction of errors may be; the larger of 0.005 and half of stable's when null.</summary>
    public double? ErrorMargin { get; init; }

    /// <summary>How much larger a fraction of slow requests may be, at every duration that is looked at.</summary>
    public double LatencyMargin { get; init; } = 0.02;

    /// <summary>Durations that matter to users, such as those of objectives; looked at beside the fixed ones.</summary>
    public ImmutableArray<TimeSpan> LatencyEdges { get; init; } = [];

    /// <summary>
    /// How many requests may be bad for one cause, at most: a client that tries 3 times is 3. Evidence is divided by it from the first request on,
    /// so that decisions take as many times the requests.
    /// </summary>
    public int BunchMax { get; init; } = 1;

    /// <summary>A step without a verdict ends after this time.</summary>
    public TimeSpan MaxStepDuration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What is done with a step that ended without a verdict.</summary>
    public TimeoutAction OnInconclusive { get; init; } = TimeoutAction.Pause;

    /// <summary>Errors of the canary within a moment that the edge takes it out for at once, if they are also <see cref="FastFailRate"/>; 0 turns it off.</summary>
    public int FastFailErrors { get; init; } = 10;

    /// <summary>Fraction of the canary's requests that must be errors for <see cref="FastFailErrors"/>.</summary>
    public double FastFailRate { get; init; } = 0.5;
}
