namespace Serinus.Admin;

/// <summary>A route.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Listeners">Listeners it is served on; empty for all.</param>
/// <param name="Hosts">Hosts it takes; empty for any.</param>
/// <param name="Path">Its path condition; null for any path.</param>
/// <param name="Methods">Methods it takes; empty for all.</param>
/// <param name="Backends">Its weighted arms, stable first.</param>
/// <param name="Retries">Second tries made since the program started.</param>
/// <param name="Rollout">The rollout that lies over it; null when none does.</param>
public sealed record RouteAnswer(
    string Name,
    IReadOnlyList<string> Listeners,
    IReadOnlyList<string> Hosts,
    PathAnswer? Path,
    IReadOnlyList<string> Methods,
    IReadOnlyList<BackendAnswer> Backends,
    long Retries,
    OverlayAnswer? Rollout
);
