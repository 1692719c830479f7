using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>Text. Numbers, true and false are taken as they are written, so a header's value needs no quotes.</summary>
/// <param name="emptyToo">Whether text without any character is taken.</param>
internal sealed class TextForm(bool emptyToo = true) : ScalarForm<string>
{
    public override string Words => "text";

    public override string Cure => "write text, in quotes if it has special characters";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["type"] = new JsonArray("string", "number", "boolean") };

    public override string Show(object value) => ScalarNode.Shown((string)value, false);

    protected override bool TryRead(ScalarNode scalar, out string value)
    {
        value = scalar.Text;
        return emptyToo || value.Length > 0;
    }

    protected override (string Message, string Cure)? Explain(ScalarNode scalar) => ("is empty", "write a name");
}
