namespace Serinus.Rollouts.Plan;

/// <summary>What became of a command.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsAccepted">Whether it was carried out; refused commands change nothing.</param>
/// <param name="Text">What was done, or why nothing was, in one sentence.</param>
public sealed record CommandOutcome(string Id, bool IsAccepted, string Text);
