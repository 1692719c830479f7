using System.Collections.Immutable;
using System.Globalization;

namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>
/// Where a value stands in an answer, in the part of JSONPath that leads to one place: <c>{$.data.items[0].value}</c>. A position may be
/// <c>*</c> for all of a list, and <c>['any name']</c> stands for a name that has dots.
/// </summary>
public sealed class ValuePath
{
    /// <summary>Characters of a path at most.</summary>
    public const int LengthMax = 500;

    /// <summary>Names and positions of a path at most.</summary>
    public const int PartsMax = 32;

    private readonly string text;
    private readonly ImmutableArray<Part> parts;

    private ValuePath(string text, ImmutableArray<Part> parts)
    {
        this.text = text;
        this.parts = parts;
    }

    /// <summary>Reads a path; the braces and the <c>$</c> may be left out, and an empty one leads to the whole answer.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="problem">What is wrong with it; null when nothing is.</param>
    /// <returns>The path; null when there is a problem.</returns>
    public static ValuePath? Read(string text, out ExpressionProblem? problem)
    {
        try
        {
            problem = null;
            return new ValuePath(text, Parse(text));
        }
        catch (ExpressionException wrong)
        {
            problem = wrong.Problem;
            return null;
        }
    }

    /// <summary>What stands there. A list that is too short has no value there; a field that is missing is a problem, as the answer is not of the form expected.</summary>
    /// <param name="answer">The whole answer.</param>
    /// <param name="problem">Why there is nothing; null when there is something, or no value.</param>
    /// <returns>The value; null when there is a problem.</returns>
    public ExpressionValue? Select(ExpressionValue answer, out string? problem)
    {
        problem = null;
        var values = ImmutableArray.Create(answer);
        var isMany = false;
        foreach (var part in parts)
        {
            var found = ImmutableArray.CreateBuilder<ExpressionValue>();
            foreach (var value in values)
            {
                switch (part, value)
                {
                    case (_, ExpressionValue.Nil):
                        found.Add(value);
                        break;
                    case ({ Name: { } name }, ExpressionValue.Map map) when map.Fields.TryGetValue(name, out var field):
                        found.Add(field);
                        break;
                    case ({ Name: null, Index: null }, ExpressionValue.List list):
                        found.AddRange(list.Items);
                        break;
                    case ({ Name: null, Index: null }, ExpressionValue.Map map):
                        found.AddRange(map.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value));
                        break;
                    case ({ Index: { } index }, ExpressionValue.List list):
                        var at = index < 0 ? index + list.Items.Length : index;
                        found.Add(at >= 0 && at < list.Items.Length ? list.Items[at] : ExpressionValue.None);
                        break;
                    default:
                        problem =
                            $"path {Excerpt.Of(text, 100)} leads nowhere: {part} is looked for in {Inside(value)}; compare it with an answer of the service";
                        return null;
                }
            }

            isMany |= part is { Name: null, Index: null };
            values = found.ToImmutable();
        }

        return isMany ? new ExpressionValue.List(values) : values[0];
    }

    /// <inheritdoc/>
    public override string ToString() => text;

    private static string Inside(ExpressionValue value)
    {
        const int NamesMax = 5;
        if (value is not ExpressionValue.Map map)
            return value.Kind;
        var names = map.Fields.Keys.Order(StringComparer.Ordinal).Take(NamesMax).Select(name => Excerpt.Of(name, 40));
        return $"an object that has {(map.Fields.Count == 0 ? "no fields" : string.Join(", ", names))}{(map.Fields.Count > NamesMax ? ", …" : "")}";
    }

    private static ImmutableArray<Part> Parse(string text)
    {
        if (text.Length > LengthMax)
            throw new ExpressionException(LengthMax + 1, $"a path has at most {LengthMax} characters");
        var at = 0;
        var end = text.Length;
        if (text.StartsWith('{'))
        {
            if (!text.EndsWith('}'))
                throw new ExpressionException(end + 1, "the path begins with { and does not end with }; close it");
            at++;
            end--;
        }

        if (at < end && text[at] == '$')
            at++;
        var parts = ImmutableArray.CreateBuilder<Part>();
        while (at < end)
        {
            if (parts.Count == PartsMax)
                throw new ExpressionException(at + 1, $"a path has at most {PartsMax} names and positions");
            parts.Add(text[at] == '[' ? Bracketed(text, ref at, end) : Dotted(text, ref at, end, parts.Count == 0));
        }

        return parts.ToImmutable();
    }

    private static Part Dotted(string text, ref int at, int end, bool isFirst)
    {
        if (text[at] == '.')
            at++;
        else if (!isFirst || text.AsSpan(0, at).Contains('$'))
            throw new ExpressionException(
                at + 1,
                $"'{Excerpt.Of(text[at..], 1)}' cannot follow here; parts begin with . or ["
            );
        var begin = at;
        while (at < end && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '*'))
            at++;
        return text[begin..at] switch
        {
            "" => throw new ExpressionException(
                begin + 1,
                "a name is wanted after the dot; write .name, or ['any name']; searches (..) and conditions are not for a single value"
            ),
            "*" => new Part(null, null),
            var name when name.Contains('*') => throw new ExpressionException(
                begin + 1,
                $"'{name}' is no name; * stands alone, or in quotes: ['{name}']"
            ),
            var name => new Part(name, null),
        };
    }

    private static Part Bracketed(string text, ref int at, int end)
    {
        var begin = ++at;
        if (at < end && text[at] is '\'' or '"')
        {
            var close = text.IndexOf(text[at], at + 1, end - at - 1);
            if (close < 0 || close + 1 >= end || text[close + 1] != ']')
                throw new ExpressionException(begin + 1, "the name that begins here has no end; write ['name']");
            at = close + 2;
            return new Part(text[(begin + 1)..close], null);
        }

        var last = at < end ? text.IndexOf(']', at, end - at) : -1;
        if (last < 0)
            throw new ExpressionException(begin, "the position that begins here has no end; write [0]");
        at = last + 1;
        var inside = text[begin..last];
        if (inside == "*")
            return new Part(null, null);
        return int.TryParse(inside, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
            ? new Part(null, index)
            : throw new ExpressionException(
                begin + 1,
                $"'{Excerpt.Of(inside, 40)}' is no position; write [0], [*] or ['name']; ranges and conditions are not for a single value"
            );
    }

    /// <summary>One step down: by name, by position, or to everything when neither is given.</summary>
    private readonly record struct Part(string? Name, int? Index)
    {
        public override string ToString() =>
            Name is not null ? $"'{Excerpt.Of(Name, 40)}'"
            : Index is { } index ? $"[{index}]"
            : "[*]";
    }
}
