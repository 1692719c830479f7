namespace Serinus.Commands.Rollouts;

/// <summary>What a simulation found.</summary>
/// <param name="Name">Name of the rollout.</param>
/// <param name="RequestsPerSecond">Requests a second of both versions.</param>
/// <param name="StableErrors">Share of stable's requests that fail.</param>
/// <param name="Good">Runs of a version as good as stable.</param>
/// <param name="Bad">Runs of a bad version.</param>
internal sealed record SimulationAnswer(
    string Name,
    double RequestsPerSecond,
    double StableErrors,
    SimulatedKind Good,
    SimulatedKind Bad
);
