using System.Globalization;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A whole number in decimal digits.</summary>
internal sealed class WholeForm : ScalarForm<int>
{
    public override string Words => "a whole number";

    public override string Cure => "write digits, such as 8";

    public override JsonObject Describe(Definitions definitions) => new() { ["type"] = "integer" };

    protected override bool TryRead(ScalarNode scalar, out int value)
    {
        value = 0;
        return scalar.Kind == ScalarKind.Number
            && !LeadingZero.In(scalar.Text)
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    protected override (string Message, string Cure)? Explain(ScalarNode scalar)
    {
        if (LeadingZero.In(scalar.Text))
            return LeadingZero.Explain(scalar);
        if (!long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large))
            return null;
        return scalar.Kind == ScalarKind.Quoted ? ($"{scalar.Words} is text", "remove the quotes")
            : large > int.MaxValue ? ($"{scalar.Words} is too large", $"{int.MaxValue} is the most")
            : null;
    }
}
