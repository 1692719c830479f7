namespace Serinus.Rollouts.Plan;

/// <summary>A state as it is written: its form comes first, so that whoever reads it knows what follows.</summary>
/// <param name="Format">See <see cref="RunStateJson.Format"/>.</param>
/// <param name="State">The state.</param>
internal sealed record WrittenState(int Format, RunState? State);
