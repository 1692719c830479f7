using System.Globalization;

namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>What may be called.</summary>
internal static class Functions
{
    /// <summary>Names, and how many values each takes.</summary>
    public static IReadOnlyDictionary<string, int> Arity { get; } =
        new Dictionary<string, int>
        {
            ["asInt"] = 1,
            ["asFloat"] = 1,
            ["isNaN"] = 1,
            ["isInf"] = 1,
            ["isNil"] = 1,
            ["default"] = 2,
            ["len"] = 1,
            ["any"] = 2,
            ["all"] = 2,
        };

    /// <summary>Whether its second value is looked at for each item of the first.</summary>
    public static bool IsLoop(string function) => function is "any" or "all";

    /// <summary>Calls a function that is no loop.</summary>
    public static ExpressionValue Call(Node.Call call, ExpressionValue first, Func<ExpressionValue> second) =>
        call.Function switch
        {
            "asInt" => AsFloat(call, first) is ExpressionValue.Number number
                ? ExpressionValue.Of(double.Truncate(number.Value))
                : ExpressionValue.None,
            "asFloat" => AsFloat(call, first),
            "isNaN" => ExpressionValue.Of(IsNaN(call, first)),
            "isInf" => ExpressionValue.Of(first is ExpressionValue.Number { Value: var n } && double.IsInfinity(n)),
            "isNil" => ExpressionValue.Of(first is ExpressionValue.Nil),
            "default" => first is ExpressionValue.Nil ? second() : first,
            "len" => Length(call, first),
            _ => throw new InvalidOperationException($"the parser let {call.Function} pass"),
        };

    private static ExpressionValue AsFloat(Node.Call call, ExpressionValue value)
    {
        switch (value)
        {
            case ExpressionValue.Number or ExpressionValue.Nil:
                return value;
            case ExpressionValue.Flag flag:
                return ExpressionValue.Of(flag.Value ? 1 : 0);
            case ExpressionValue.Text text when Numbers.Read(text.Value) is { } number:
                return ExpressionValue.Of(number);
            default:
                throw new ExpressionException(
                    call.Column,
                    $"{call.Function} makes a number of a number or of a text such as \"0.5\", and not of {Shown(value)}"
                );
        }
    }

    private static bool IsNaN(Node.Call call, ExpressionValue value) =>
        value switch
        {
            ExpressionValue.Nil => true,
            ExpressionValue.Number => false,
            _ => throw new ExpressionException(
                call.Column,
                $"isNaN looks at a number, and not at {value.Kind}; write isNaN(result[0]) for a list, isNaN(asFloat(…)) for a text"
            ),
        };

    private static ExpressionValue Length(Node.Call call, ExpressionValue value) =>
        value switch
        {
            ExpressionValue.Nil => value,
            ExpressionValue.List list => ExpressionValue.Of(list.Items.Length),
            ExpressionValue.Map map => ExpressionValue.Of(map.Fields.Count),
            ExpressionValue.Text text => ExpressionValue.Of(text.Value.EnumerateRunes().Count()),
            _ => throw new ExpressionException(call.Column, $"{value.Kind} has no length; compare it as it is"),
        };

    private static string Shown(ExpressionValue value) =>
        value is ExpressionValue.Text text ? $"the text \"{Excerpt.Of(text.Value, 40)}\"" : value.Kind;
}
