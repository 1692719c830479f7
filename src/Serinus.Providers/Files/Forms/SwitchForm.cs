using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A map that turns something on, or <c>false</c> (in YAML also <c>null</c>) to turn it off.</summary>
internal sealed class SwitchForm<T>(MapForm<T> on) : Form<T?>
    where T : class
{
    public override string Words => $"{on.Words} or false";

    public override string Cure => $"{on.Cure}, or false to turn it off";

    public override string Reference => $"{on.Reference}, or `false`";

    // Whoever turns it on by default says so in its sentence; its own defaults are in its own table.
    public override string Show(object value) => "";

    public override JsonObject Describe(Definitions definitions) =>
        new()
        {
            ["oneOf"] = new JsonArray(
                on.Describe(definitions),
                new JsonObject { ["enum"] = new JsonArray(false, null) }
            ),
        };

    public override IEnumerable<IMapForm> Maps() => on.Maps();

    public override T? Read(Node node, string field, Reading reading)
    {
        if (
            node
            is ScalarNode { Kind: ScalarKind.Null }
                or ScalarNode { Kind: ScalarKind.Boolean, Text: "false" or "False" or "FALSE" }
        )
            return null;
        if (node is MapNode)
            return on.Read(node, field, reading);
        reading.ReportWrong(node, field, this);
        return null;
    }
}
