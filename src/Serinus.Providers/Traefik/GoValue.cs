using System.Buffers;
using System.Globalization;

namespace Serinus.Providers.Traefik;

/// <summary>Values as Go's own parsers read them.</summary>
internal static class GoValue
{
    private static readonly SearchValues<char> numberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, decimal Ticks)[] units =
    [
        ("ns", 0.01m),
        ("us", TimeSpan.TicksPerMicrosecond),
        ("µs", TimeSpan.TicksPerMicrosecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads what Go takes for a boolean, and the words an entry point on the command line may use.</summary>
    public static bool TryFlag(string text, out bool flag)
    {
        flag = text is "1" or "t" or "T" or "TRUE" or "true" or "True" or "on" or "enable";
        return flag || text is "0" or "f" or "F" or "FALSE" or "false" or "False" or "off" or "disable";
    }

    /// <summary>Reads a duration such as <c>1m30s</c>, <c>250ms</c>, or bare seconds.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (TryNumber(text, out var seconds))
            return TryTicks(seconds * TimeSpan.TicksPerSecond, out duration);
        decimal ticks = 0;
        for (var rest = text.AsSpan(); rest.Length > 0; )
        {
            var digits = rest.IndexOfAnyExcept(numberCharacters);
            if (digits <= 0 || !TryNumber(rest[..digits], out var number))
                return false;
            rest = rest[digits..];
            var length = rest.IndexOfAny(numberCharacters);
            var unit = (length < 0 ? rest : rest[..length]).ToString();
            var known = Array.FindIndex(units, each => each.Unit == unit);
            if (known < 0)
                return false;
            ticks += number * units[known].Ticks;
            rest = rest[unit.Length..];
        }

        return text.Length > 0 && TryTicks(ticks, out duration);
    }

    /// <summary>The parts of a list that is written with commas or semicolons, trimmed, without empty ones and without quotes.</summary>
    public static IEnumerable<string> List(string text) =>
        text.Trim('"', '\'').Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A Go regular expression in .NET's syntax: named groups are the one difference that matters here.</summary>
    public static string Pattern(string text) => text.Replace("(?P<", "(?<", StringComparison.Ordinal);

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text.Length <= 15
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryTicks(decimal ticks, out TimeSpan duration)
    {
        var fits = ticks <= TimeSpan.TicksPerDay * 365m;
        duration = fits ? TimeSpan.FromTicks((long)ticks) : default;
        return fits;
    }
}
