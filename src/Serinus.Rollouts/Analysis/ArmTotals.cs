namespace Serinus.Rollouts.Analysis;

/// <summary>Requests of one arm in all.</summary>
/// <param name="Requests">Requests that ended.</param>
/// <param name="Errors">Of these, those that failed.</param>
public sealed record ArmTotals(long Requests, long Errors);
