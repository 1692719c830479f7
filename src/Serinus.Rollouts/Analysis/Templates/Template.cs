using System.Collections.Immutable;
using System.Text;

namespace Serinus.Rollouts.Analysis.Templates;

/// <summary>Text in which <c>{{ name }}</c> stands for a value, as in Flagger's and Argo's queries. <c>{{ "{{" }}</c> stands for the braces themselves.</summary>
public sealed class Template
{
    /// <summary>Characters at most, before and after it is filled.</summary>
    public const int LengthMax = 20_000;

    private readonly ImmutableArray<(bool IsName, string Text)> parts;

    private Template(ImmutableArray<(bool IsName, string Text)> parts) => this.parts = parts;

    /// <summary>Names that stand in it.</summary>
    public IEnumerable<string> Names => parts.Where(part => part.IsName).Select(part => part.Text);

    /// <summary>Reads a text.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="problem">What is wrong with it, where, and the cure; null when nothing is.</param>
    /// <returns>The template; null when there is a problem.</returns>
    public static Template? Read(string text, out string? problem)
    {
        problem = null;
        if (text.Length > LengthMax)
        {
            problem = $"the text has {text.Length} characters, at most {LengthMax} are read";
            return null;
        }

        var parts = ImmutableArray.CreateBuilder<(bool, string)>();
        for (var at = 0; ; )
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0)
            {
                parts.Add((false, text[at..]));
                return new Template(parts.ToImmutable());
            }

            parts.Add((false, text[at..open]));
            var part = ReadPart(text, open, out at, out problem);
            if (part is null)
                return null;
            parts.Add(part.Value);
        }
    }

    /// <summary>The text with its values.</summary>
    /// <param name="values">Values by name.</param>
    /// <param name="problem">A name that has no value, and which have one; null when all have.</param>
    /// <returns>The text; null when there is a problem.</returns>
    public string? Fill(IReadOnlyDictionary<string, string> values, out string? problem)
    {
        var filled = new StringBuilder();
        foreach (var (isName, text) in parts)
        {
            if (!isName)
                filled.Append(text);
            else if (values.TryGetValue(text, out var value))
                filled.Append(value);
            else
            {
                problem =
                    $"there is no value for {{{{ {text} }}}}; there are {string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}";
                return null;
            }

            if (filled.Length > LengthMax)
            {
                problem = $"with its values the text has more than {LengthMax} characters";
                return null;
            }
        }

        problem = null;
        return filled.ToString();
    }

    /// <summary>What stands between two pairs of braces: a name, or a text in quotes.</summary>
    private static (bool, string)? ReadPart(string text, int open, out int next, out string? problem)
    {
        problem = null;
        var at = SkipSpaces(text, open + 2);
        var isName = at >= text.Length || text[at] != '"';
        int begin,
            end;
        if (isName)
        {
            begin = end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
                end++;
            at = end;
        }
        else
        {
            begin = at + 1;
            end = text.IndexOf('"', begin);
            at = end < 0 ? text.Length : end + 1;
        }

        next = SkipSpaces(text, at) + 2;
        if (end > begin && text.AsSpan(Math.Min(next - 2, text.Length)).StartsWith("}}"))
            return (isName, text[begin..end]);
        problem =
            $"column {open + 1}: {{{{ is followed by a name and }}}}, as in {{{{ namespace }}}}; braces that are meant as they are stand in quotes: {{{{ \"{{{{\" }}}}";
        return null;
    }

    private static int SkipSpaces(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        return at;
    }
}
