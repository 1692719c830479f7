using System.Globalization;

namespace Serinus.Commands.Rollouts;

/// <summary>Numbers and times as tables and pages show them.</summary>
internal static class Figures
{
    private static readonly NumberFormatInfo spaced = new() { NumberGroupSeparator = " " };

    public static string Count(long number) => number.ToString("#,0", spaced);

    public static string Percent(decimal percent) => percent.ToString("0.####", CultureInfo.InvariantCulture) + " %";

    public static string Percent(double percent) =>
        percent.ToString(percent is > 0 and < 0.1 ? "0.###" : "0.##", CultureInfo.InvariantCulture) + " %";

    public static string Rate(double perSecond) =>
        perSecond.ToString(perSecond < 10 ? "0.0" : "0", CultureInfo.InvariantCulture) + "/s";

    public static string Milliseconds(double? milliseconds) =>
        milliseconds is { } ms
            ? ms >= 1000
                ? $"{(ms / 1000).ToString("0.##", CultureInfo.InvariantCulture)} s"
                : $"{ms.ToString("0.##", CultureInfo.InvariantCulture)} ms"
            : "–";

    /// <summary>Evidence in nats as the odds people say: <c>140:1</c>.</summary>
    public static string Odds(double log) =>
        log <= 0 ? "1:1"
        : log > Math.Log(1e6) ? ">1 000 000:1"
        : $"{Math.Exp(log).ToString(log < Math.Log(10) ? "0.#" : "#,0", spaced)}:1";

    /// <summary>A time such as <c>2m10s</c>, in the two largest units it has.</summary>
    public static string Time(TimeSpan time)
    {
        if (time < TimeSpan.Zero)
            time = TimeSpan.Zero;
        return time.TotalDays >= 1 ? $"{(int)time.TotalDays}d{time.Hours}h"
            : time.TotalHours >= 1 ? $"{(int)time.TotalHours}h{time.Minutes}m"
            : time.TotalMinutes >= 1 ? $"{(int)time.TotalMinutes}m{time.Seconds}s"
            : $"{(int)time.TotalSeconds}s";
    }

    /// <summary>A moment of the viewer's day, with the date when that is another.</summary>
    public static string At(DateTimeOffset moment, DateTimeOffset now)
    {
        var local = moment.ToLocalTime();
        return local.ToString(
            local.Date == now.ToLocalTime().Date ? "HH:mm:ss" : "yyyy-MM-dd HH:mm",
            CultureInfo.InvariantCulture
        );
    }
}
