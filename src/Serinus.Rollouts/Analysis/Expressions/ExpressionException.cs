namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>Carries a problem up to where it becomes an answer; it never leaves this folder.</summary>
internal sealed class ExpressionException(int column, string text) : Exception(text)
{
    public ExpressionProblem Problem { get; } = new(column, text);
}
