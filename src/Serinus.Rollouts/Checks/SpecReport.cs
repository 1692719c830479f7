using System.Collections.Immutable;
using System.Globalization;

namespace Serinus.Rollouts.Checks;

/// <summary>Collects what is wrong with one rollout.</summary>
internal sealed class SpecReport
{
    /// <summary>A rollout of garbage need not fill the screen.</summary>
    private const int ProblemsMax = 20;

    /// <summary>Longest text of a value; beyond it hardly anything was meant.</summary>
    private const int ShownMax = 60;

    private readonly ImmutableArray<SpecProblem>.Builder problems = ImmutableArray.CreateBuilder<SpecProblem>();

    public ImmutableArray<SpecProblem> Problems => problems.ToImmutable();

    public void Add(string field, FormattableString message, FormattableString cure)
    {
        if (problems.Count < ProblemsMax)
            problems.Add(
                new SpecProblem(field, FormattableString.Invariant(message), FormattableString.Invariant(cure))
            );
    }

    /// <summary>Reports a list that is too long; the rest of it is looked at all the same.</summary>
    public void AtMost(string field, int count, int most, string things)
    {
        if (count > most)
            Add(field, $"there are {count} {things}", $"use {most} at most");
    }

    /// <summary>Reports a number outside of its range; there is no upper end worth telling from <see cref="int.MaxValue"/> on.</summary>
    public void Within(string field, double value, double least, double most)
    {
        if (value >= least && value <= most)
            return;
        var side = value > most ? $"above {Text(most)}" : $"below {Text(least)}";
        var range = most >= int.MaxValue ? "or more" : $"to {Text(most)}";
        Add(field, $"{Text(value)} is {side}", $"use {Text(least)} {range}");
    }

    /// <summary>Reports a time outside of its range.</summary>
    public void Within(string field, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least)
            Add(field, $"{Text(value)} is shorter than {Text(least)}", $"use {Text(least)} to {Text(most)}");
        else if (value > most)
            Add(field, $"{Text(value)} is longer than {Text(most)}", $"use {Text(least)} to {Text(most)}");
    }

    /// <summary>Reports a name that stood in the list before.</summary>
    public void Once(string field, string name, HashSet<string> names, string thing)
    {
        if (!names.Add(name))
            Add(field, $"there is another {thing} named {Shown(name)} before it", $"give each a name of its own");
    }

    /// <summary>Reports what is no URL of http or https.</summary>
    public void Url(string field, string url)
    {
        // The address may hold a secret, so it is not shown.
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var read)
            || (read.Scheme != Uri.UriSchemeHttp && read.Scheme != Uri.UriSchemeHttps)
        )
            Add(field, $"it is no URL of http or https", $"write one such as https://hooks.example.com/path");
    }

    /// <summary>Text as a message may carry it.</summary>
    public static string Shown(string text)
    {
        var cut = text.Length > ShownMax ? string.Concat(text.AsSpan(0, ShownMax), "…") : text;
        return string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c));
    }

    // Without exponents, as people write numbers.
    private static string Text(double number) => number.ToString("0.##########", CultureInfo.InvariantCulture);

    /// <summary>A time as it is written in configuration: <c>1m30s</c>.</summary>
    private static string Text(TimeSpan time) =>
        time == TimeSpan.Zero ? "0"
        : time.TotalDays >= 1 && time.Ticks % TimeSpan.TicksPerDay == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0}d")
        : time.TotalHours >= 1 && time.Ticks % TimeSpan.TicksPerHour == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0}h")
        : time.TotalMinutes >= 1 && time.Ticks % TimeSpan.TicksPerMinute == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0}m")
        : time.TotalSeconds >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###}s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###}ms");
}
