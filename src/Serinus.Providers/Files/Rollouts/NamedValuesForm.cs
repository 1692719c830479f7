using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Files.Forms;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>Conditions on values by their names.</summary>
/// <param name="condition">A condition.</param>
internal sealed class NamedValuesForm(Form<ValueDraft> condition)
    : Form<ImmutableArray<KeyValuePair<string, ValueDraft>>>
{
    public override string Words => "a map of names to conditions";

    public override string Cure => "write { x-name: value } or { x-name: { regex: \"v.*\" } }";

    public override string Reference => $"map of names to {condition.Reference}";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["type"] = "object", ["additionalProperties"] = condition.Describe(definitions) };

    public override string Show(object value) => "{}";

    public override IEnumerable<IMapForm> Maps() => condition.Maps();

    public override ImmutableArray<KeyValuePair<string, ValueDraft>> Read(Node node, string field, Reading reading)
    {
        var conditions = ImmutableArray.CreateBuilder<KeyValuePair<string, ValueDraft>>();
        foreach (var entry in reading.FreeKeys(node, field, this))
        {
            var path = reading.Key(field, entry.Key);
            reading.Place(path, entry.Value);
            conditions.Add(new(entry.Key, condition.Read(entry.Value, path, reading)));
        }

        return conditions.ToImmutable();
    }
}
