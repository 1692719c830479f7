namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it was written; the value of a text without quotes.</param>
/// <param name="Column">Where it begins, from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Column)
{
    /// <summary>The token as a message shows it.</summary>
    public string Shown => Kind == TokenKind.End ? "the end" : $"'{Excerpt.Of(Text, 40)}'";
}
