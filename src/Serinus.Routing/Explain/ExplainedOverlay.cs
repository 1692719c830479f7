namespace Serinus.Routing.Explain;

/// <summary>What a rollout lays over the route that takes a request.</summary>
/// <param name="Name">Name of the rollout.</param>
/// <param name="Stable">Name of the backend that serves the old version.</param>
/// <param name="Canary">Name of the backend that serves the new version.</param>
/// <param name="CanaryPercent">The canary's share of what the two get together, in percent.</param>
/// <param name="MirrorPercent">Percent of requests of which the canary gets a copy.</param>
/// <param name="Generation">Number of the order it comes from.</param>
/// <param name="Text">The same in words.</param>
public sealed record ExplainedOverlay(
    string Name,
    string Stable,
    string Canary,
    decimal CanaryPercent,
    decimal MirrorPercent,
    long Generation,
    string Text
);
