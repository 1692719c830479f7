using System.Globalization;

namespace Serinus.Providers.Certificates;

/// <summary>What the time says about a certificate.</summary>
internal static class Validity
{
    private static readonly TimeSpan soonMax = TimeSpan.FromDays(14);

    /// <summary>How long before its end a certificate should have been renewed: authorities that give short-lived ones expect it later.</summary>
    public static TimeSpan Soon(PairReading pair)
    {
        var part = (pair.Ends - pair.Begins) / 6;
        return part < soonMax ? part : soonMax;
    }

    /// <summary>What is to be told now, and when something else is to be told.</summary>
    public static (string Message, string Cure, DateTimeOffset Until) At(DateTimeOffset now, PairReading pair)
    {
        var soon = pair.Ends - Soon(pair);
        if (now < pair.Begins)
            return (
                $"is valid from {Text(pair.Begins)} only, and clients refuse it until then",
                "check the clock of this machine",
                pair.Begins
            );
        if (now < soon)
            return ("", "", soon);
        return now < pair.Ends
            ? ($"expires on {Text(pair.Ends)}", "renew it", pair.Ends)
            : (
                $"expired on {Text(pair.Ends)} and is served all the same; clients refuse it",
                "renew it",
                DateTimeOffset.MaxValue
            );
    }

    /// <summary>A time as messages show it.</summary>
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
