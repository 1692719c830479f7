namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>What is wrong with an expression, where, and the cure.</summary>
/// <param name="Column">Where, counted from 1.</param>
/// <param name="Text">What is wrong, and what to do.</param>
public sealed record ExpressionProblem(int Column, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"column {Column}: {Text}";
}
