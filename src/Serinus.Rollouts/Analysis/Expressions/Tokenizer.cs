using System.Text;

namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>Cuts an expression into words.</summary>
internal static class Tokenizer
{
    /// <summary>Signs, the longer ones first.</summary>
    private static readonly string[] Signs =
    [
        "==",
        "!=",
        "<=",
        ">=",
        "&&",
        "||",
        "**",
        "??",
        "?.",
        "<",
        ">",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "!",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "?",
        ":",
        "#",
        "{",
        "}",
    ];

    public static List<Token> Cut(string text)
    {
        if (text.Length > Expression.LengthMax)
            throw new ExpressionException(
                Expression.LengthMax + 1,
                $"the expression has {text.Length} characters, at most {Expression.LengthMax} are read; let the query do the work"
            );
        var tokens = new List<Token>();
        for (var at = 0; ; )
        {
            while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n')
                at++;
            if (at == text.Length)
                break;
            tokens.Add(Next(text, ref at));
        }

        tokens.Add(new Token(TokenKind.End, "", text.Length + 1));
        return tokens;
    }

    private static Token Next(string text, ref int at)
    {
        var begin = at;
        var first = text[at];
        if (char.IsAsciiDigit(first) || (first == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            return Number(text, ref at);
        if (IsNamePart(first))
        {
            while (at < text.Length && IsNamePart(text[at]))
                at++;
            return new Token(TokenKind.Name, text[begin..at], begin + 1);
        }

        if (first is '"' or '\'' or '`')
            return Quoted(text, ref at);
        foreach (var sign in Signs)
        {
            // In "a?.5:1" a choice begins, not an optional field.
            if (
                !text.AsSpan(at).StartsWith(sign)
                || (sign == "?." && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2]))
            )
                continue;
            at += sign.Length;
            return new Token(TokenKind.Sign, sign == "?." ? "." : sign, begin + 1);
        }

        throw new ExpressionException(
            begin + 1,
            first switch
            {
                '=' => "'=' alone compares nothing; write ==",
                '&' => "'&' alone means nothing; write &&",
                '|' => "'|' alone means nothing; write ||",
                _ => $"'{Shown(text, begin)}' means nothing here; take it away, or put it in quotes",
            }
        );
    }

    private static Token Number(string text, ref int at)
    {
        var begin = at;
        SkipDigits(text, ref at);
        if (at < text.Length && text[at] == '.')
        {
            at++;
            SkipDigits(text, ref at);
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            var digits = at + 1;
            if (digits < text.Length && text[digits] is '+' or '-')
                digits++;
            if (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                at = digits;
                SkipDigits(text, ref at);
            }
        }

        if (at < text.Length && (IsNamePart(text[at]) || text[at] == '.'))
            throw new ExpressionException(
                begin + 1,
                $"'{text[begin..(at + 1)]}' is no number; write it as 12, 0.5 or 1e-3, without a unit"
            );
        return new Token(TokenKind.Number, text[begin..at], begin + 1);
    }

    private static void SkipDigits(string text, ref int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
    }

    private static Token Quoted(string text, ref int at)
    {
        var begin = at;
        var quote = text[at++];
        var value = new StringBuilder();
        for (; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\' && quote != '`')
                value.Append(Escaped(text, ref at));
            else
                value.Append(text[at]);
        }

        if (at >= text.Length)
            throw new ExpressionException(begin + 1, $"the text that begins here has no end; close it with {quote}");
        at++;
        return new Token(TokenKind.Text, value.ToString(), begin + 1);
    }

    private static char Escaped(string text, ref int at)
    {
        at++;
        return at >= text.Length
            ? throw new ExpressionException(at, "the text ends with \\; write \\\\ for a backslash")
            : text[at] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '\\' or '"' or '\'' => text[at],
                _ => throw new ExpressionException(
                    at,
                    $"\\{Shown(text, at)} means nothing in a text; known are \\n \\t \\r \\\\ \\\" \\'"
                ),
            };
    }

    private static string Shown(string text, int at) =>
        char.IsControl(text[at]) ? $"U+{(int)text[at]:X4}"
        : char.IsHighSurrogate(text[at]) && at + 1 < text.Length ? text.Substring(at, 2)
        : text[at].ToString();

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
