namespace Serinus.Rollouts.Plan;

/// <summary>What somebody asks of a rollout.</summary>
/// <param name="Id">Unique: the same command that comes twice is carried out once.</param>
/// <param name="Verb">What is asked.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="Argument">For <see cref="CommandVerb.Undo"/>: the revision to go back to; the last promoted one when null.</param>
public sealed record Command(string Id, CommandVerb Verb, string Actor, string? Argument = null);
