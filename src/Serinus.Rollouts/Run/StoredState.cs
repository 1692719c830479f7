using Serinus.Rollouts.Plan;

namespace Serinus.Rollouts.Run;

/// <summary>A state as it is kept.</summary>
/// <param name="State">The state.</param>
/// <param name="Version">Changes with every write; opaque.</param>
public sealed record StoredState(RunState State, string Version);
