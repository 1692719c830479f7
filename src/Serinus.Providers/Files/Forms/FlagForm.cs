using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>True or false.</summary>
internal sealed class FlagForm : ScalarForm<bool>
{
    public override string Words => "true or false";

    public override string Cure => "write true or false, without quotes";

    public override JsonObject Describe(Definitions definitions) => new() { ["type"] = "boolean" };

    public override string Show(object value) => value is true ? "true" : "false";

    protected override bool TryRead(ScalarNode scalar, out bool value)
    {
        value = scalar.Text is "true" or "True" or "TRUE";
        return scalar.Kind == ScalarKind.Boolean;
    }
}
