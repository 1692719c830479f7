namespace Serinus.Admin;

/// <summary>The routes served now, in their order.</summary>
/// <param name="Generation">The snapshot they are of.</param>
/// <param name="Routes">The routes.</param>
public sealed record RoutesAnswer(long Generation, IReadOnlyList<RouteAnswer> Routes);
