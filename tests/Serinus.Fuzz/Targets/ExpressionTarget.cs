using System.Collections.Immutable;
using System.Text;
using Serinus.Rollouts.Analysis.Expressions;
using Serinus.Rollouts.Analysis.Templates;

namespace Serinus.Fuzz.Targets;

/// <summary>Expression, path and template, one per line of the input: each is read or told what is wrong with it, and works on any result.</summary>
internal sealed class ExpressionTarget : Target
{
    private static readonly ExpressionValue[] Results =
    [
        ExpressionValue.None,
        ExpressionValue.Of(0.5),
        ExpressionValue.Of(double.NegativeInfinity),
        new ExpressionValue.Text("1e3"),
        new ExpressionValue.List([ExpressionValue.Of(1), ExpressionValue.None, new ExpressionValue.Text("a")]),
        new ExpressionValue.Map(
            ImmutableDictionary<string, ExpressionValue>
                .Empty.Add("a", new ExpressionValue.List([ExpressionValue.Of(true)]))
                .Add("b", ExpressionValue.None)
        ),
    ];

    private static readonly Dictionary<string, string> Values = new() { ["name"] = "cart", ["args.x"] = "{{ name }}" };

    public override string Name => "expression";

    public override IReadOnlyList<string> Words =>
        [
            "\n",
            "result",
            "result[0]",
            "result.a",
            " && ",
            " || ",
            " and ",
            " or ",
            "not ",
            " in ",
            " not in ",
            " contains ",
            " ?? ",
            "?.",
            " ? 1 : 2",
            "**",
            ">= 0.95",
            "== nil",
            "isNaN(",
            "default(result, 0)",
            "any(result, # > 1)",
            "all(result, {",
            "len(",
            "asFloat(",
            "1e999",
            "\"\\n\"",
            "'",
            "`",
            "[1, 2]",
            "(",
            ")",
            "{$.a[0]}",
            "['a']",
            "[*]",
            "[-1]",
            "{{ name }}",
            "{{ \"{{\" }}",
            "{{ args.x }}",
        ];

    public override void Check(byte[] input)
    {
        var lines = Encoding.UTF8.GetString(input).Split('\n', 3);
        CheckExpression(lines[0]);
        if (lines.Length > 1)
            CheckPath(lines[1]);
        if (lines.Length > 2)
            CheckTemplate(lines[2]);
    }

    private static void CheckExpression(string text)
    {
        var expression = Expression.Read(text, out var problem);
        Law.Holds(expression is null == problem is not null, "an expression is read or has a problem");
        if (problem is not null)
            CheckPlace(problem, text);
        if (expression is null)
            return;
        Law.Same(text, expression.Text, "an expression is what was written");
        if (text.Length + 2 <= Expression.LengthMax && Expression.Read($"({text})", out var more) is null)
            Law.Holds(more!.Text.Contains("inside each other", StringComparison.Ordinal), $"({text}) is read: {more}");
        foreach (var result in Results)
        {
            var holds = expression.Holds(result, out problem);
            Law.Holds(holds is null || problem is null, "what holds has no problem");
            if (problem is not null)
                CheckPlace(problem, text);
            Law.Holds(holds == expression.Holds(result, out _), "the same result is judged the same");
        }
    }

    private static void CheckPath(string text)
    {
        var path = ValuePath.Read(text, out var problem);
        Law.Holds(path is null == problem is not null, "a path is read or has a problem");
        if (problem is not null)
            CheckPlace(problem, text);
        foreach (var result in Results)
        {
            if (path is not null)
                Law.Holds(path.Select(result, out var why) is null == why is not null, "a path leads on or says why");
        }
    }

    private static void CheckTemplate(string text)
    {
        var template = Template.Read(text, out var problem);
        Law.Holds(template is null == problem is not null, "a template is read or has a problem");
        if (template is null)
            return;
        var filled = template.Fill(Values, out problem);
        Law.Holds(filled is null == problem is not null, "a template is filled or has a problem");
        if (filled is not null && !text.Contains("{{", StringComparison.Ordinal))
            Law.Same(text, filled, "a text without names stays as it is");
        Law.Holds(filled is null || filled.Length <= Template.LengthMax, "a filled text has its limit");
    }

    private static void CheckPlace(ExpressionProblem problem, string text)
    {
        Law.Holds(problem.Column >= 1 && problem.Column <= text.Length + 1, $"a place inside the text: {problem}");
        Law.Holds(!problem.Text.Any(char.IsControl), $"no odd characters: {problem}");
    }
}
