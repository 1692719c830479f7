using System.Globalization;

namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>Numbers as sources write them in text.</summary>
public static class Numbers
{
    /// <summary>Reads a decimal number, <c>NaN</c>, <c>Inf</c>, <c>+Inf</c> or <c>-Inf</c>.</summary>
    /// <param name="text">The text, without spaces around it.</param>
    /// <returns>The number; null when it is none.</returns>
    public static double? Read(string text) =>
        text switch
        {
            "NaN" => double.NaN,
            "Inf" or "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out var number
            ) && !double.IsNaN(number)
                ? number
                : null,
        };
}
