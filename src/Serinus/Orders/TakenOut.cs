namespace Serinus.Orders;

/// <summary>A canary that an edge has taken out by itself.</summary>
/// <param name="Rollout">Name of the rollout.</param>
/// <param name="Generation">The order under which it was taken out; one of a higher number puts it back.</param>
/// <param name="Reason">Why, as the end of a sentence.</param>
public sealed record TakenOut(string Rollout, long Generation, string Reason);
