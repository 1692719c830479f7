using System.Globalization;
using CsCheck;

namespace Serinus.Tests.Rollouts.Analysis.Expressions;

/// <summary>Expressions by chance, with what they must give.</summary>
internal static class Conditions
{
    // So short that no expression can have more parts than are taken, at three in seven characters.
    private const int LengthMax = 800;

    /// <summary>Conditions on two numbers, that do not ask whether the numbers are there.</summary>
    public static Gen<string> Any { get; } =
        Gen.Recursive<string>(
                (depth, inner) =>
                    depth > 4
                        ? Comparison
                        : Gen.OneOf(
                            Comparison,
                            inner.Select(a => $"!({a})"),
                            Gen.Select(inner, Gen.OneOf("&&", "||", "and", "or"), inner)
                                .Select((a, sign, b) => $"({a}) {sign} ({b})"),
                            Gen.Select(inner, inner, inner).Select((a, b, c) => $"({a}) ? ({b}) : ({c})")
                        )
            )
            .Where(text => text.Length <= LengthMax);

    /// <summary>A calculation, and its value.</summary>
    public static Gen<(string Text, double Value)> Arithmetic { get; } =
        Gen.Recursive<(string Text, double Value)>(
            (depth, inner) =>
                depth > 4
                    ? Literal
                    : Gen.OneOf(
                        Literal,
                        inner.Select(a => ($"-({a.Text})", -a.Value)),
                        Gen.Select(inner, Gen.OneOf('+', '-', '*', '/', '%'), inner)
                            .Select((a, sign, b) => ($"({a.Text} {sign} {b.Text})", Apply(a.Value, sign, b.Value)))
                    )
        );

    private static Gen<(string Text, double Value)> Literal =>
        Gen.OneOf(Gen.Int[0, 9].Select(i => (double)i), Gen.Double[0, 1000])
            .Select(value => (value.ToString(CultureInfo.InvariantCulture), value));

    private static Gen<string> Comparison =>
        Gen.Select(Operand, Gen.OneOf("<", "<=", ">", ">=", "==", "!="), Operand)
            .Select((a, sign, b) => $"{a} {sign} {b}");

    private static Gen<string> Operand =>
        Gen.OneOf(
            Gen.OneOf("result[0]", "result[1]", "result[-1]", "result[0] + result[1]", "-result[0]"),
            Gen.Int[-3, 3].Select(i => i.ToString(CultureInfo.InvariantCulture))
        );

    private static double Apply(double a, char sign, double b) =>
        sign switch
        {
            '+' => a + b,
            '-' => a - b,
            '*' => a * b,
            '/' => a / b,
            _ => a % b,
        };
}
