using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files.Forms;

/// <summary>Conditions on values: a list with names, or shorter a map of names to the exact value or to a condition.</summary>
/// <param name="list">The list.</param>
/// <param name="condition">A condition in the map, with everything but its name.</param>
internal sealed class NamedMatchesForm(Form<ImmutableArray<ValueMatchConfig>> list, Form<ValueMatchConfig> condition)
    : Form<ImmutableArray<ValueMatchConfig>>
{
    public override string Words => "a list or map of conditions";

    public override string Cure => "write [{ name: X-Name, exact: value }] or { X-Name: value }";

    public override string Reference => $"{list.Reference}, or map of names to values";

    public override JsonObject Describe(Definitions definitions) =>
        new()
        {
            ["oneOf"] = new JsonArray(
                list.Describe(definitions),
                new JsonObject { ["type"] = "object", ["additionalProperties"] = condition.Describe(definitions) }
            ),
        };

    public override string Show(object value) => list.Show(value);

    public override IEnumerable<IMapForm> Maps() => list.Maps();

    public override ImmutableArray<ValueMatchConfig> Read(Node node, string field, Reading reading)
    {
        if (node is ListNode)
            return list.Read(node, field, reading);
        var conditions = ImmutableArray.CreateBuilder<ValueMatchConfig>();
        foreach (var entry in reading.FreeKeys(node, field, this))
        {
            // The path is that of the list the map stands for: problems found later speak of headers[1].
            var path = reading.Item(field, conditions.Count);
            reading.Place(path, entry.Value);
            conditions.Add(condition.Read(entry.Value, path, reading) with { Name = entry.Key });
        }

        return conditions.ToImmutable();
    }
}
