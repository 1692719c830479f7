namespace Serinus.Rollouts.Analysis;

/// <summary>What is wrong with a metric as asked for.</summary>
/// <param name="Field">Its field, such as <c>source.query</c>.</param>
/// <param name="Text">What is wrong, where in it, and the cure.</param>
public sealed record MetricProblem(string Field, string Text);
