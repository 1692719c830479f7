using Serinus.Admin.Rollouts;

namespace Serinus.Commands.Rollouts;

/// <summary>
/// Evidence as a bar that grows from its middle: to the left the canary is shown to be safe, to the right to do harm. Whichever end is
/// reached decides.
/// </summary>
internal static class EvidenceBar
{
    private const int HalfMax = 14;
    private const int HalfMin = 4;

    /// <summary>The bar, in a width of characters or fewer.</summary>
    public static string Markup(EvidenceAnswer evidence, int width)
    {
        var safe = $"safe {Figures.Odds(evidence.Safe)}";
        var harm = $"harm {Figures.Odds(evidence.Harm)} of {Figures.Odds(evidence.HarmLine)}";
        var half = Math.Clamp((width - safe.Length - harm.Length - 5) / 2, HalfMin, HalfMax);
        var left = Filled(evidence.Safe, evidence.SafeLine, half);
        var right = Filled(evidence.Harm, evidence.HarmLine, half);
        var leftColor = left == half ? "green" : "darkseagreen";
        var rightColor = right == half ? "red" : "orange3";
        return $"{safe} [grey]▕{new string('░', half - left)}[/][{leftColor}]{new string('█', left)}[/][grey]│[/]"
            + $"[{rightColor}]{new string('█', right)}[/][grey]{new string('░', half - right)}▏[/] {harm}";
    }

    /// <summary>Only what reaches the line fills the half.</summary>
    private static int Filled(double evidence, double line, int half) =>
        evidence >= line ? half : Math.Clamp((int)(Math.Max(0, evidence) / line * half), 0, half - 1);
}
