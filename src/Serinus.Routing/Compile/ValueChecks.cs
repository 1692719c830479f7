using System.Collections.Immutable;
using System.Globalization;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks of single values that several kinds of objects share.</summary>
internal static class ValueChecks
{
    /// <summary>Timers take milliseconds as an int; what is longer was hardly meant.</summary>
    public static TimeSpan DurationMax { get; } = TimeSpan.FromDays(24);

    private const int NameLengthMax = 253;

    public static void Name(ObjectReport report, string field, string name)
    {
        if (name.Length == 0)
            report.Error(field, "the name is empty", "give it a name");
        else if (name.Length > NameLengthMax)
            report.Error(field, $"the name has {name.Length} characters", $"use {NameLengthMax} at most");
        else if (name.Any(char.IsControl) || name != name.Trim())
            report.Error(
                field,
                $"name \"{Printable(name)}\" holds control characters or white space at its ends",
                "remove them"
            );
    }

    public static void Range(ObjectReport report, string field, long value, long min, long max)
    {
        if (value < min)
            report.Error(field, Invariant($"{value} is below {min}"), Invariant($"use {min} to {max}"));
        else if (value > max)
            report.Error(field, Invariant($"{value} is above {max}"), Invariant($"use {min} to {max}"));
    }

    public static void NotNegative(ObjectReport report, string field, long value)
    {
        if (value < 0)
            report.Error(field, Invariant($"{value} is below 0"), "use 0 or more");
    }

    /// <summary>A duration of zero or more.</summary>
    public static void Duration(ObjectReport report, string field, TimeSpan value)
    {
        if (value < TimeSpan.Zero)
            report.Error(field, $"{Seconds(value)} is below 0", "use 0 or more");
        else if (value > DurationMax)
            report.Error(field, $"{Seconds(value)} is longer than 24 days", "use a shorter time");
    }

    /// <summary>A duration of more than zero.</summary>
    public static void PositiveDuration(ObjectReport report, string field, TimeSpan value)
    {
        if (value == TimeSpan.Zero)
            report.Error(field, "0 is too short", "use more than 0");
        else
            Duration(report, field, value);
    }

    public static void HeaderName(ObjectReport report, string field, string name)
    {
        if (!Token.IsToken(name))
            report.Error(
                field,
                $"\"{Printable(name)}\" is no header name",
                "use letters, digits and - (RFC 9110 §5.1)"
            );
    }

    public static void CookieName(ObjectReport report, string field, string name)
    {
        if (!Token.IsToken(name))
            report.Error(
                field,
                $"\"{Printable(name)}\" is no cookie name",
                "use letters, digits, - and _ (RFC 6265 §4.1.1)"
            );
    }

    public static void Networks(ObjectReport report, string field, ImmutableArray<string> networks)
    {
        if (!NetworkSet.TryParse(networks, out _, out var bad))
            report.Error(
                $"{field}[{bad}]",
                $"\"{Printable(networks[bad])}\" is no network",
                "write an address with the number of its leading bits, such as 10.0.0.0/8"
            );
    }

    /// <summary>A text that can be shown on one line.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? Invariant($"\\x{(int)c:x2}") : c.ToString()));

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan value) => Invariant($"{value.TotalSeconds} s");
}
