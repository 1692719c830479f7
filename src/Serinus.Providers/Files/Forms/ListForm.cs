using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A list of values of one form.</summary>
internal sealed class ListForm<T>(Form<T> item) : Form<ImmutableArray<T>>
{
    public override string Words => "a list";

    public override string Cure => $"write a list in brackets, even of one: [ … ]";

    public override string Reference => $"list of {item.Reference}";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["type"] = "array", ["items"] = item.Describe(definitions) };

    public override string Show(object value) =>
        $"[{string.Join(", ", ((ImmutableArray<T>)value).Select(v => item.Show(v!)))}]";

    public override IEnumerable<IMapForm> Maps() => item.Maps();

    public override ImmutableArray<T> Read(Node node, string field, Reading reading)
    {
        if (node is not ListNode list)
        {
            if (node is ScalarNode { Kind: not ScalarKind.Null })
                reading.Report(node, field, $"{node.Words} stands where a list is wanted", $"write [{node.Words}]");
            else
                reading.ReportWrong(node, field, this);
            return [];
        }

        var items = ImmutableArray.CreateBuilder<T>(list.Items.Count);
        for (var i = 0; i < list.Items.Count; i++)
        {
            var path = reading.Item(field, i);
            reading.Place(path, list.Items[i]);
            items.Add(item.Read(list.Items[i], path, reading));
        }

        return items.MoveToImmutable();
    }
}
