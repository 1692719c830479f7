namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>Pieces of what others wrote, fit for one line of a message or a log.</summary>
public static class Excerpt
{
    /// <summary>The beginning of a text, with spaces for line ends and other characters that are not seen.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lengthMax">Characters at most; an ellipsis stands for the rest.</param>
    public static string Of(string text, int lengthMax)
    {
        var length = Math.Min(text.Length, lengthMax);
        if (length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]))
            length--;
        var piece = string.Create(
            length,
            text,
            (to, from) =>
            {
                for (var i = 0; i < to.Length; i++)
                    to[i] = char.IsControl(from[i]) || from[i] is '\u2028' or '\u2029' ? ' ' : from[i];
            }
        );
        return length < text.Length ? piece + "…" : piece;
    }
}
