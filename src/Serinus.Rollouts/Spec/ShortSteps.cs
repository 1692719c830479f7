using System.Collections.Immutable;
using System.Globalization;

namespace Serinus.Rollouts.Spec;

/// <summary>Steps in one line, such as <c>1%, 10%, 50% every 5m</c>: the weights one after the other, and the time from one check to the next.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Interval">The time; null when it is not said.</param>
public sealed record ShortSteps(ImmutableArray<decimal> Weights, TimeSpan? Interval)
{
    private const string Every = "every";
    private const int WeightsMax = 100;

    /// <summary>How such a line is written, as the cure of a mistake.</summary>
    public const string Cure = "write weights and the time from one check to the next, such as: 1%, 10%, 50% every 5m";

    private static readonly (string Unit, TimeSpan Each)[] units =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads a line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="problem">What is wrong with it; null when nothing is.</param>
    /// <returns>The steps; null when they cannot be read.</returns>
    public static ShortSteps? Read(string text, out string? problem)
    {
        problem = null;
        var weightsText = text;
        TimeSpan? interval = null;
        var at = text.IndexOf(Every, StringComparison.Ordinal);
        if (at >= 0)
        {
            var time = text[(at + Every.Length)..].Trim();
            weightsText = text[..at];
            if (ReadTime(time) is not { } read)
            {
                problem = $"'{time}' after 'every' is not a time such as 30s, 5m or 1h30m";
                return null;
            }

            interval = read;
        }

        var weights = ImmutableArray.CreateBuilder<decimal>();
        foreach (var part in weightsText.Split(',', StringSplitOptions.TrimEntries))
        {
            if (ReadWeight(part) is not { } weight)
                problem = part.Length == 0 ? "a weight is missing" : $"'{part}' is not a weight such as 10 or 0.5%";
            else if (weights.Count == WeightsMax)
                problem = $"there are more than {WeightsMax} weights";
            else
                weights.Add(weight);
            if (problem is not null)
                return null;
        }

        return new ShortSteps(weights.ToImmutable(), interval);
    }

    private static decimal? ReadWeight(string text)
    {
        var number = text.EndsWith('%') ? text[..^1].TrimEnd() : text;
        return
            number.Length <= 20
            && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            ? weight
            : null;
    }

    /// <summary>A time as it is written: numbers with units d, h, m, s or ms, the largest first; more than nothing and at most a year. Null when it is none.</summary>
    /// <param name="text">The text.</param>
    public static TimeSpan? ReadTime(string text)
    {
        var total = TimeSpan.Zero;
        var next = 0;
        for (var at = 0; at < text.Length; )
        {
            var digits = at;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
                digits++;
            var letters = digits;
            while (letters < text.Length && char.IsAsciiLetter(text[letters]))
                letters++;
            var unit = text[digits..letters];
            while (next < units.Length && units[next].Unit != unit)
                next++;
            if (
                next == units.Length
                || digits == at
                || digits - at > 6
                || !int.TryParse(
                    text.AsSpan(at, digits - at),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var count
                )
            )
                return null;
            total += units[next++].Each * count;
            at = letters;
        }

        return total > TimeSpan.Zero && total <= TimeSpan.FromDays(365) ? total : null;
    }
}
