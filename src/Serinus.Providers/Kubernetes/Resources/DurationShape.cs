using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Kubernetes.Resources;

/// <summary>A span of time as Kubernetes writes it: numbers with units, such as 30s, 1m30s or 250ms.</summary>
/// <param name="minimum">The least that is taken, in seconds; NaN for any.</param>
/// <param name="maximum">The most that is taken, in seconds; NaN for any.</param>
internal sealed partial class DurationShape(double minimum, double maximum) : Shape
{
    private const string Pattern = "([0-9]{1,9}(\\.[0-9]{1,9})?(ms|s|m|h|d))+";

    public override string Words => "a duration";

    public override string Cure =>
        (double.IsNaN(minimum), double.IsNaN(maximum)) switch
        {
            (true, true) => "write numbers with units, such as 30s, 1m30s or 250ms",
            (_, true) => string.Create(
                CultureInfo.InvariantCulture,
                $"write a duration of {minimum}s or more, such as 30s or 1m30s"
            ),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"write a duration of {(double.IsNaN(minimum) ? 0 : minimum)}s to {maximum}s"
            ),
        };

    public override MapNode Schema(Func<string, string> sentenceOf) =>
        NodeMaking.Map(("type", NodeMaking.Text("string")), ("pattern", NodeMaking.Text($"^{Pattern}$")));

    public override string Show(object value) =>
        value is TimeSpan time && time > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###}s")
            : "";

    public override object? Read(JsonElement value, string field, ObjectProblems problems)
    {
        if (value.ValueKind != JsonValueKind.String || Parse(value.GetString()!) is not { } time)
            return Wrong(value, field, problems);
        if (Bounds.Hold(time.TotalSeconds, minimum, maximum))
            return time;
        problems.Error(field, $"{Shown(value)} is out of bounds", Cure);
        return null;
    }

    /// <summary>The span of time a text says; null when it says none.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (!Whole().IsMatch(text))
            return null;
        decimal ticks = 0;
        foreach (Match part in Part().Matches(text))
        {
            var number = decimal.Parse(
                part.Groups[1].ValueSpan,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture
            );
            ticks +=
                number
                * part.Groups[2].Value switch
                {
                    "ms" => TimeSpan.TicksPerMillisecond,
                    "s" => TimeSpan.TicksPerSecond,
                    "m" => TimeSpan.TicksPerMinute,
                    "h" => TimeSpan.TicksPerHour,
                    _ => TimeSpan.TicksPerDay,
                };
        }

        return ticks <= TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)ticks) : null;
    }

    [GeneratedRegex($"^{Pattern}$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex("([0-9.]+)(ms|s|m|h|d)", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
