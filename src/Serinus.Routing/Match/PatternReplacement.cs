using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Serinus.Routing.Match;

/// <summary>
/// A regular expression and what stands in place of what it matches. Compiled without backtracking, so its time is linear in the input. Of the
/// ways to name a group only those are taken that other programs read alike: <c>$1</c>, <c>${1}</c>, <c>${name}</c>, and <c>$$</c> for a dollar.
/// </summary>
public sealed class PatternReplacement
{
    private readonly Regex regex;
    private readonly (string Literal, int Group)[] parts;

    private PatternReplacement(Regex regex, (string, int)[] parts)
    {
        this.regex = regex;
        this.parts = parts;
    }

    /// <summary>Compiles a pattern with its replacement; throws <see cref="ArgumentException"/> or <see cref="NotSupportedException"/> when the pattern cannot be.</summary>
    /// <param name="pattern">The pattern, in .NET syntax without look-around, backreferences and atomic groups.</param>
    /// <param name="replacement">What stands in place of a match.</param>
    /// <param name="compiled">The result.</param>
    /// <param name="bad">The part of the replacement that has no meaning; empty when all is well.</param>
    public static bool TryCompile(
        string pattern,
        string replacement,
        [NotNullWhen(true)] out PatternReplacement? compiled,
        out string bad
    )
    {
        ArgumentNullException.ThrowIfNull(replacement);
        compiled = null;
        var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        var parts = new List<(string, int)>();
        var literal = new StringBuilder();
        for (var at = 0; at < replacement.Length; )
        {
            if (replacement[at] != '$')
            {
                literal.Append(replacement[at++]);
                continue;
            }

            var length = LengthOfName(replacement.AsSpan(at));
            bad = replacement.Substring(at, Math.Max(length, 1));
            at += length;
            if (bad == "$$")
            {
                literal.Append('$');
                continue;
            }

            var group = regex.GroupNumberFromName(bad.Trim('$', '{', '}'));
            if (length < 2 || group < 0)
                return false;
            parts.Add((literal.ToString(), group));
            literal.Clear();
        }

        bad = "";
        parts.Add((literal.ToString(), -1));
        compiled = new PatternReplacement(regex, [.. parts]);
        return true;
    }

    /// <summary>Replaces every match; false when there is none.</summary>
    /// <param name="input">The text that is searched.</param>
    /// <param name="lengthMax">Longest result; of a longer one no more than this and one match is made.</param>
    /// <param name="result">The text with its matches replaced.</param>
    public bool TryReplace(string input, int lengthMax, out string result)
    {
        ArgumentNullException.ThrowIfNull(input);
        result = input;
        var match = regex.Match(input);
        if (!match.Success)
            return false;
        var made = new StringBuilder();
        var end = 0;
        for (; match.Success && made.Length <= lengthMax; match = match.NextMatch())
        {
            made.Append(input, end, match.Index - end);
            foreach (var (literal, group) in parts)
            {
                made.Append(literal);
                if (group >= 0 && made.Length <= lengthMax)
                    made.Append(match.Groups[group].ValueSpan);
            }

            end = match.Index + match.Length;
        }

        result = made.Append(input, end, input.Length - end).ToString();
        return true;
    }

    /// <summary>Length of the group's name a text begins with, dollar and braces with it; 0 when it is none that everybody reads alike.</summary>
    private static int LengthOfName(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("$$"))
            return 2;
        if (text.StartsWith("${"))
            return text.IndexOf('}') is > 2 and var end ? end + 1 : 0;
        var digits = 1;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        // $1x is group 1 to some and the group named 1x to others.
        var isClear = digits == text.Length || !(char.IsAsciiLetter(text[digits]) || text[digits] == '_');
        return digits > 1 && isClear ? digits : 0;
    }
}
