namespace Serinus.Admin.Rollouts;

/// <summary>All rollouts.</summary>
/// <param name="Rollouts">By name.</param>
public sealed record RolloutsAnswer(IReadOnlyList<RolloutAnswer> Rollouts);
