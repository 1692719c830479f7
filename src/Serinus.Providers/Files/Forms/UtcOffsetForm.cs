using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>An offset from UTC as RFC 3339 writes it, at most 14 hours.</summary>
internal sealed class UtcOffsetForm : ScalarForm<TimeSpan>
{
    private static readonly TimeSpan largest = TimeSpan.FromHours(14);

    public override string Words => "an offset from UTC";

    public override string Cure => "write it in quotes as \"+02:00\", \"-05:00\" or \"Z\"";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["type"] = "string", ["pattern"] = "^(Z|[+-][01][0-9]:[0-5][0-9])$" };

    public override string Show(object value) => value is TimeSpan { Ticks: 0 } ? "Z" : $"{value}";

    protected override bool TryRead(ScalarNode scalar, out TimeSpan value)
    {
        value = default;
        var text = scalar.Text.AsSpan();
        if (text is "Z")
            return true;
        if (text is not ['+' or '-', .. var rest])
            return false;
        if (!TimeSpan.TryParseExact(rest, "hh\\:mm", CultureInfo.InvariantCulture, out value) || value > largest)
            return false;
        if (text[0] == '-')
            value = -value;
        return true;
    }
}
