using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A value that is written in other keys than its record has: a draft is read, then turned into the value.</summary>
internal sealed class ViaForm<TDraft, T>(Form<TDraft> draft, Func<TDraft, T> make) : Form<T>
{
    public override string Words => draft.Words;

    public override string Cure => draft.Cure;

    public override string Reference => draft.Reference;

    public override string Show(object value) => "";

    public override JsonObject Describe(Definitions definitions) => draft.Describe(definitions);

    public override IEnumerable<IMapForm> Maps() => draft.Maps();

    public override T Read(Node node, string field, Reading reading) => make(draft.Read(node, field, reading));
}
