namespace Serinus.Admin.Rollouts;

/// <summary>What became of a command.</summary>
/// <param name="Id">Its id: the same one sent again is not carried out again.</param>
/// <param name="Accepted">Whether it was carried out.</param>
/// <param name="Text">What was done, or why nothing was.</param>
/// <param name="Rollout">The rollout afterwards; null when there is none.</param>
public sealed record CommandAnswer(string Id, bool Accepted, string Text, RolloutAnswer? Rollout);
