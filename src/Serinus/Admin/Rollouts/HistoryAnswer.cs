namespace Serinus.Admin.Rollouts;

/// <summary>Runs of a rollout that ended.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Runs">The newest first.</param>
public sealed record HistoryAnswer(string Name, IReadOnlyList<RolloutAnswer> Runs);
