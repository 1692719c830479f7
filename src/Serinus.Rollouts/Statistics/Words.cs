using System.Globalization;

namespace Serinus.Rollouts.Statistics;

/// <summary>Numbers as people say them: two digits that mean something, thousands apart, a unit that fits.</summary>
internal static class Words
{
    /// <summary>A share as percent: <c>0.9 %</c>.</summary>
    public static string Percent(double share) => Short(share * 100) + " %";

    /// <summary>Evidence as odds: <c>140:1</c>.</summary>
    public static string Odds(double log) =>
        log > Math.Log(1e6) ? "over 1 000 000:1"
        : log < Math.Log(0.01) ? "under 0.01:1"
        : Short(Math.Exp(log)) + ":1";

    /// <summary>A whole number: <c>12 300</c>.</summary>
    public static string Count(double number) => number.ToString("#,0", Spaced);

    /// <summary>About as many: <c>12 000</c>, two digits and zeros.</summary>
    public static string About(double number)
    {
        if (number < 10)
            return Count(Math.Ceiling(number));
        var unit = Math.Pow(10, Math.Floor(Math.Log10(number)) - 1);
        return Count(Math.Round(number / unit) * unit);
    }

    /// <summary>About as long: <c>40 s</c>, <c>4 minutes</c>.</summary>
    public static string About(TimeSpan time) =>
        time.TotalSeconds < 90 ? $"{About(Math.Max(1, time.TotalSeconds))} s"
        : time.TotalMinutes < 90 ? $"{About(time.TotalMinutes)} minutes"
        : time.TotalHours < 36 ? $"{About(time.TotalHours)} hours"
        : $"{About(time.TotalDays)} days";

    /// <summary>A latency: <c>600 ms</c>, <c>1.1 s</c>.</summary>
    public static string Latency(TimeSpan time) =>
        time.TotalSeconds >= 1 ? Short(time.TotalSeconds) + " s" : Short(time.TotalMilliseconds) + " ms";

    private static readonly NumberFormatInfo Spaced = new() { NumberGroupSeparator = " " };

    /// <summary>At least two digits, and none after the point that is only a zero at its end.</summary>
    private static string Short(double number)
    {
        if (number == 0)
            return "0";
        var decimals = Math.Clamp(1 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 6);
        return Math.Round(number, decimals).ToString("#,0." + new string('#', decimals), Spaced);
    }
}
