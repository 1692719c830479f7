namespace Serinus.Admin;

/// <summary>What a rollout lays over a route.</summary>
/// <param name="Name">Name of the rollout.</param>
/// <param name="Stable">Name of the backend that serves the old version.</param>
/// <param name="Canary">Name of the backend that serves the new version.</param>
/// <param name="CanaryPercent">The canary's share of what the two get together, in percent.</param>
/// <param name="MirrorPercent">Percent of requests of which the canary gets a copy.</param>
/// <param name="Generation">Number of the order that is served.</param>
public sealed record OverlayAnswer(
    string Name,
    string Stable,
    string Canary,
    decimal CanaryPercent,
    decimal MirrorPercent,
    long Generation
);
