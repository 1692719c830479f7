using System.Globalization;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Steps;

/// <summary>Weights as percent.</summary>
internal static class Percents
{
    /// <summary>A weight, of whatever the total is, in percent from 0 to 100.</summary>
    public static decimal Of(decimal weight, AnalysisSpec analysis) =>
        analysis.WeightTotal <= 0 ? 0 : Math.Clamp(weight * 100 / analysis.WeightTotal, 0, 100);

    /// <summary>Percent in words, such as <c>0.1 %</c>.</summary>
    public static string Text(decimal percent) => percent.ToString("0.######", CultureInfo.InvariantCulture) + " %";
}
