using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A map or list that may also be written as one value, such as that of its most important key.</summary>
internal sealed class ShortForm<T, TShort>(Form<T> whole, Form<TShort> text, Func<TShort, T> make) : Form<T>
{
    public override string Words => whole.Words;

    public override string Cure => whole.Cure;

    public override string Reference => $"{text.Reference} or {whole.Reference}";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["oneOf"] = new JsonArray(text.Describe(definitions), whole.Describe(definitions)) };

    public override IEnumerable<IMapForm> Maps() => whole.Maps();

    public override T Read(Node node, string field, Reading reading) =>
        node is ScalarNode { Kind: not ScalarKind.Null }
            ? make(text.Read(node, field, reading))
            : whole.Read(node, field, reading);
}
