using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A map of free names to text, in order; a list gives a name several values.</summary>
internal sealed class NamedTextsForm(Form<string> text) : Form<ImmutableArray<KeyValuePair<string, string>>>
{
    public override string Words => "a map of names to text";

    public override string Cure => "write { Name: value }";

    public override JsonObject Describe(Definitions definitions) =>
        new()
        {
            ["type"] = "object",
            ["additionalProperties"] = new JsonObject
            {
                ["oneOf"] = new JsonArray(
                    text.Describe(definitions),
                    new JsonObject { ["type"] = "array", ["items"] = text.Describe(definitions) }
                ),
            },
        };

    public override string Show(object value) => "{}";

    public override ImmutableArray<KeyValuePair<string, string>> Read(Node node, string field, Reading reading)
    {
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var entry in reading.FreeKeys(node, field, this))
        {
            var path = reading.Key(field, entry.Key);
            reading.Place(path, entry.Value);
            if (entry.Value is ListNode list)
            {
                for (var i = 0; i < list.Items.Count; i++)
                    pairs.Add(new(entry.Key, text.Read(list.Items[i], reading.Item(path, i), reading)));
            }
            else
                pairs.Add(new(entry.Key, text.Read(entry.Value, path, reading)));
        }

        return pairs.ToImmutable();
    }
}
