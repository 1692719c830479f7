namespace Serinus.Admin;

/// <summary>The stream routes served now, in their order.</summary>
/// <param name="Generation">The snapshot they are of.</param>
/// <param name="StreamRoutes">The stream routes.</param>
public sealed record StreamRoutesAnswer(long Generation, IReadOnlyList<StreamRouteAnswer> StreamRoutes);
