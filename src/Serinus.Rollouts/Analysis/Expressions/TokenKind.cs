namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>Kinds of words.</summary>
internal enum TokenKind
{
    End,
    Number,
    Text,
    Name,
    Sign,
}
