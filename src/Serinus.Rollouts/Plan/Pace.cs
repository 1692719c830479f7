using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>How often something is looked at.</summary>
internal static class Pace
{
    /// <summary>While users' requests go to a canary, or something is waited for.</summary>
    public static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);

    /// <summary>From the moment pods have changed places until nobody is led to the old ones any more: news of them travel to each edge by themselves.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>What was ordered a moment ago is likely to be done in another: looked at again after as long as it has taken so far, within bounds.</summary>
    /// <param name="taken">Time since it was ordered; null when it is not known.</param>
    public static TimeSpan Soon(TimeSpan? taken) =>
        taken is not { } time || time > Watch ? Watch
        : time < Blink ? Blink
        : time;

    /// <summary>Gates are asked no less often than this.</summary>
    private static readonly TimeSpan HooksMax = TimeSpan.FromSeconds(10);

    /// <summary>Nothing is looked at again sooner than this.</summary>
    private static readonly TimeSpan Blink = TimeSpan.FromMilliseconds(100);

    /// <summary>From one question to a gate to the next: an interval, but between 1 and 10 s.</summary>
    public static TimeSpan Hooks(AnalysisSpec analysis) =>
        analysis.Interval < Watch ? Watch
        : analysis.Interval > HooksMax ? HooksMax
        : analysis.Interval;
}
