using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Simulation;

/// <summary>How one imagined rollout went.</summary>
/// <param name="Verdict">Pass when every step passed, fail when harm was proven, inconclusive when a step took too long.</param>
/// <param name="Step">Index of the step it ended in.</param>
/// <param name="Requests">Requests of both arms until then.</param>
/// <param name="CanaryRequests">Those of them the canary answered.</param>
/// <param name="CanaryBad">Those of the canary's that failed.</param>
/// <param name="Time">Time until then.</param>
public readonly record struct Outcome(
    Verdict Verdict,
    int Step,
    long Requests,
    long CanaryRequests,
    long CanaryBad,
    TimeSpan Time
);
