namespace Serinus.Rollouts.Checks;

/// <summary>What is wrong with a rollout as asked for.</summary>
/// <param name="Field">Path of the field, in the words of a configuration file and without <c>analysis</c> before it, such as <c>metrics[0].source.query</c>.</param>
/// <param name="Message">What is wrong, in one sentence that names the value.</param>
/// <param name="Cure">What to do about it.</param>
public sealed record SpecProblem(string Field, string Message, string Cure);
