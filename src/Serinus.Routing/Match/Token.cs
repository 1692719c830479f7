using System.Buffers;

namespace Serinus.Routing.Match;

/// <summary>The character sets of methods, field names and field values (RFC 9110 §5.5, §5.6.2).</summary>
public static class Token
{
    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    /// <summary>Whether a text is a token: one or more characters of those that may stand in a method or field name.</summary>
    public static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>Whether a text may be a field value: no control character but tab, no white space at the ends.</summary>
    public static bool IsFieldValue(string text)
    {
        foreach (var c in text)
        {
            if ((c < ' ' && c != '\t') || c == '\x7f')
                return false;
        }

        return text.Length == 0 || (text[0] is not (' ' or '\t') && text[^1] is not (' ' or '\t'));
    }
}
