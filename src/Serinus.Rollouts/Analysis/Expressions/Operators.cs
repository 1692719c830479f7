namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>Operators on two values that are there.</summary>
internal static class Operators
{
    public static ExpressionValue Binary(Node.Binary binary, ExpressionValue left, ExpressionValue right) =>
        (left, right) switch
        {
            (ExpressionValue.Nil, _) or (_, ExpressionValue.Nil) => ExpressionValue.None,
            (ExpressionValue.Number a, ExpressionValue.Number b) => OfNumbers(binary, a.Value, b.Value),
            (ExpressionValue.Text a, ExpressionValue.Text b) => OfTexts(binary, a.Value, b.Value),
            _ => throw Mismatch(binary, left, right),
        };

    private static ExpressionValue OfNumbers(Node.Binary binary, double left, double right) =>
        binary.Operator switch
        {
            Operator.Less => ExpressionValue.Of(left < right),
            Operator.AtMost => ExpressionValue.Of(left <= right),
            Operator.Greater => ExpressionValue.Of(left > right),
            Operator.AtLeast => ExpressionValue.Of(left >= right),
            Operator.Plus => ExpressionValue.Of(left + right),
            Operator.Minus => ExpressionValue.Of(left - right),
            Operator.Times => ExpressionValue.Of(left * right),
            Operator.Divide => ExpressionValue.Of(left / right),
            Operator.Modulo => ExpressionValue.Of(left % right),
            Operator.Power => ExpressionValue.Of(Math.Pow(left, right)),
            _ => throw new ExpressionException(binary.Column, "it looks into a text, and a number stands here"),
        };

    private static ExpressionValue OfTexts(Node.Binary binary, string left, string right) =>
        binary.Operator switch
        {
            Operator.Less => ExpressionValue.Of(string.CompareOrdinal(left, right) < 0),
            Operator.AtMost => ExpressionValue.Of(string.CompareOrdinal(left, right) <= 0),
            Operator.Greater => ExpressionValue.Of(string.CompareOrdinal(left, right) > 0),
            Operator.AtLeast => ExpressionValue.Of(string.CompareOrdinal(left, right) >= 0),
            Operator.Contains => ExpressionValue.Of(left.Contains(right, StringComparison.Ordinal)),
            Operator.StartsWith => ExpressionValue.Of(left.StartsWith(right, StringComparison.Ordinal)),
            Operator.EndsWith => ExpressionValue.Of(left.EndsWith(right, StringComparison.Ordinal)),
            _ => throw new ExpressionException(binary.Column, "texts are not calculated with; use asFloat"),
        };

    private static ExpressionException Mismatch(Node.Binary binary, ExpressionValue left, ExpressionValue right)
    {
        var cure =
            left is ExpressionValue.List || right is ExpressionValue.List
                ? "take one of the list, as in result[0], or all(result, # > 1)"
            : left is ExpressionValue.Text || right is ExpressionValue.Text ? "make the text a number with asFloat"
            : left is ExpressionValue.Map || right is ExpressionValue.Map
                ? "take a field of the object, as in result.value"
            : "both must be numbers or both texts";
        return new ExpressionException(binary.Column, $"{left.Kind} and {right.Kind} stand on its two sides; {cure}");
    }
}
