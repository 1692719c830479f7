namespace Serinus.Rollouts.Simulation;

/// <summary>How one imagined run went.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Step">Index of the step it ended at.</param>
/// <param name="Time">How long it took.</param>
/// <param name="Exposed">How long the canary got requests.</param>
/// <param name="CanaryRequests">Requests the canary got.</param>
/// <param name="CanaryErrors">Those of them that failed: users met them, where nothing falls back.</param>
/// <param name="Reason">Why it ended.</param>
public sealed record RehearsedRun(
    RehearsedEnd End,
    int Step,
    TimeSpan Time,
    TimeSpan Exposed,
    long CanaryRequests,
    long CanaryErrors,
    string Reason
);
