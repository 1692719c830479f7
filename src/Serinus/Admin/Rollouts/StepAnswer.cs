namespace Serinus.Admin.Rollouts;

/// <summary>A step of a rollout.</summary>
/// <param name="Text">What it is, such as <c>10 %</c> or <c>pause 30 s</c>.</param>
/// <param name="Percent">The canary's share during it.</param>
public sealed record StepAnswer(string Text, decimal Percent);
