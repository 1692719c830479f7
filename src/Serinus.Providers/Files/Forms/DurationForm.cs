using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A span of time: numbers with units, the largest first (1m30s, 250ms, 1.5s), or a plain 0.</summary>
internal sealed class DurationForm : ScalarForm<TimeSpan>
{
    private static readonly (string Unit, long Ticks)[] units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    private static readonly SearchValues<char> numberCharacters = SearchValues.Create("0123456789.");

    public override string Words => "a duration";

    public override string Cure => "write numbers with units d, h, m, s or ms, such as 5s, 250ms or 1m30s";

    public override JsonObject Describe(Definitions definitions) =>
        new()
        {
            ["type"] = new JsonArray("string", "integer"),
            ["pattern"] = "^(0|([0-9]+(\\.[0-9]+)?(d|h|m|s|ms))+)$",
        };

    public override string Show(object value)
    {
        var left = ((TimeSpan)value).Ticks;
        var text = new StringBuilder();
        foreach (var (unit, ticks) in units)
        {
            if (left >= ticks)
                text.Append(CultureInfo.InvariantCulture, $"{left / ticks}{unit}");
            left %= ticks;
        }

        return text.Length == 0 ? "0" : text.ToString();
    }

    protected override bool TryRead(ScalarNode scalar, out TimeSpan value)
    {
        value = default;
        var rest = scalar.Text.AsSpan();
        if (rest is "0")
            return true;
        if (rest.Length == 0)
            return false;
        decimal total = 0;
        for (var next = 0; rest.Length > 0; )
        {
            var digits = rest.IndexOfAnyExcept(numberCharacters);
            if (digits <= 0 || !TryNumber(rest[..digits], out var number))
                return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9');
            var unit = letters < 0 ? rest : rest[..letters];
            while (next < units.Length && !unit.SequenceEqual(units[next].Unit))
                next++;
            if (next == units.Length)
                return false;
            total += number * units[next++].Ticks;
            rest = rest[unit.Length..];
        }

        if (total > TimeSpan.MaxValue.Ticks)
            return false;
        value = TimeSpan.FromTicks((long)total);
        return true;
    }

    protected override (string Message, string Cure)? Explain(ScalarNode scalar) =>
        scalar.Text.StartsWith('-') ? ($"{scalar.Words} is below 0", "write 0 or more")
        : TryNumber(scalar.Text, out _)
            ? ($"{scalar.Words} has no unit", $"write {scalar.Text}s for seconds or {scalar.Text}ms for milliseconds")
        : null;

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return text.Length <= 15
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
