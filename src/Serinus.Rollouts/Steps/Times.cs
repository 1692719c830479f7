using System.Globalization;

namespace Serinus.Rollouts.Steps;

/// <summary>Times as people say them.</summary>
internal static class Times
{
    /// <summary>A length of time, such as <c>30 s</c>, <c>5 min</c> or <c>1 h 30 min</c>.</summary>
    public static string Text(TimeSpan time)
    {
        if (time < TimeSpan.FromMinutes(1))
            return Math.Round(time.TotalSeconds, 1).ToString("0.#", CultureInfo.InvariantCulture) + " s";
        var (hours, minutes, seconds) = ((int)time.TotalHours, time.Minutes, time.Seconds);
        var parts = new List<string>();
        if (hours > 0)
            parts.Add($"{hours} h");
        if (minutes > 0)
            parts.Add($"{minutes} min");
        if (seconds > 0 && hours == 0)
            parts.Add($"{seconds} s");
        return string.Join(' ', parts);
    }

    /// <summary>A moment, such as <c>14:05:09 UTC</c>.</summary>
    public static string At(DateTimeOffset time) =>
        time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A moment that may lie on another day, such as <c>2026-01-05 09:00 UTC</c>.</summary>
    public static string Date(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
