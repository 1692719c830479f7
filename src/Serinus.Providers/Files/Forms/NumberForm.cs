using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A number with decimals.</summary>
internal sealed class NumberForm : ScalarForm<double>
{
    public override string Words => "a number";

    public override string Cure => "write a number such as 0.25";

    public override JsonObject Describe(Definitions definitions) => new() { ["type"] = "number" };

    protected override bool TryRead(ScalarNode scalar, out double value)
    {
        value = 0;
        return scalar.Kind == ScalarKind.Number
            && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }
}
