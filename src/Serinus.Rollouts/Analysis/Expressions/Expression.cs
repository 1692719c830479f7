namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>
/// A condition on <c>result</c>, in the part of Argo's language (expr-lang) that conditions of metrics are written in. It reads nothing but
/// its result, calls nothing but the functions listed here, and ends in bounded time.
/// </summary>
/// <remarks>
/// Values: numbers, texts, <c>true</c>, <c>false</c>, <c>nil</c>, lists, <c>result</c>, <c>result[0]</c>, <c>result.field</c>. Operators by
/// rank: <c>?:</c>, <c>||</c> <c>or</c>, <c>&amp;&amp;</c> <c>and</c>, comparisons with <c>in</c>, <c>not in</c>, <c>contains</c>,
/// <c>startsWith</c>, <c>endsWith</c>, then <c>+ -</c>, <c>!</c> <c>not</c>, <c>* / %</c>, sign, <c>**</c> <c>^</c>, <c>??</c>.
/// No value (<see cref="ExpressionValue.None"/>) makes no value of what it is part of, but where the rest decides: <c>false &amp;&amp; nil</c>
/// is false. So a condition on data that is not there yet is neither true nor false.
/// </remarks>
public sealed class Expression
{
    /// <summary>Characters of an expression at most.</summary>
    public const int LengthMax = 2000;

    /// <summary>Operators, values and calls of an expression at most.</summary>
    public const int PartsMax = 500;

    /// <summary>Parentheses, signs and the like inside each other at most.</summary>
    public const int DepthMax = 50;

    /// <summary>Values looked at in one evaluation at most.</summary>
    public const int WorkMax = 1_000_000;

    private readonly Node root;

    private Expression(string text, Node root)
    {
        Text = text;
        this.root = root;
    }

    /// <summary>What was written.</summary>
    public string Text { get; }

    /// <summary>Reads an expression that is to be true or false.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="problem">What is wrong with it; null when nothing is.</param>
    /// <returns>The expression; null when there is a problem.</returns>
    public static Expression? Read(string text, out ExpressionProblem? problem)
    {
        try
        {
            problem = null;
            return new Expression(text, Parser.Parse(text));
        }
        catch (ExpressionException wrong)
        {
            problem = wrong.Problem;
            return null;
        }
    }

    /// <summary>Whether it holds.</summary>
    /// <param name="result">What <c>result</c> stands for.</param>
    /// <param name="problem">Why it cannot be told, such as a number compared with a text; null when it can.</param>
    /// <returns>Whether it holds; null when there is a problem, or no value to tell by.</returns>
    public bool? Holds(ExpressionValue result, out ExpressionProblem? problem)
    {
        try
        {
            problem = null;
            return new Evaluation(result).Condition(root);
        }
        catch (ExpressionException wrong)
        {
            problem = wrong.Problem;
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
