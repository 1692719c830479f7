using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A value type for a property that may be absent.</summary>
internal sealed class OptionalForm<T>(Form<T> form) : Form<T?>
    where T : struct
{
    public override string Words => form.Words;

    public override string Cure => form.Cure;

    public override string Reference => form.Reference;

    public override JsonObject Describe(Definitions definitions) => form.Describe(definitions);

    public override string Show(object value) => form.Show(value);

    public override T? Read(Node node, string field, Reading reading) => form.Read(node, field, reading);
}
