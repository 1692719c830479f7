using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A decimal number kept exactly; a percent sign may follow, since only the relation of weights counts.</summary>
internal sealed class WeightForm : ScalarForm<decimal>
{
    /// <summary>Digits a decimal keeps without rounding.</summary>
    private const int DigitsMax = 28;

    public override string Words => "a weight";

    public override string Cure => "write a number such as 10, 33.333 or 39.3%";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["type"] = new JsonArray("number", "string"), ["pattern"] = "^[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)%?$" };

    protected override bool TryRead(ScalarNode scalar, out decimal value)
    {
        var number = scalar.Text.AsSpan();
        if (number.EndsWith("%"))
            number = number[..^1];
        value = 0;
        return number.Length <= DigitsMax
            && !LeadingZero.In(number)
            && decimal.TryParse(
                number,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out value
            );
    }

    protected override (string Message, string Cure)? Explain(ScalarNode scalar) =>
        LeadingZero.In(scalar.Text) ? LeadingZero.Explain(scalar)
        : scalar.Text.Length > DigitsMax && scalar.Kind == ScalarKind.Number
            ? ($"{scalar.Words} has too many digits", $"{DigitsMax} are the most")
        : null;
}
