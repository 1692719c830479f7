namespace Serinus.Rollouts.Plan;

/// <summary>What a hook answered.</summary>
/// <param name="IsPassed">Whether its status was 200 to 299.</param>
/// <param name="Text">Its status, or why there was none, and the start of its words.</param>
public sealed record HookAnswer(bool IsPassed, string Text);
