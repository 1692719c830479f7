using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Serinus.Providers.Tree;

namespace Serinus.Providers.Files.Forms;

/// <summary>A map of free names to one text each.</summary>
internal sealed class TextMapForm(Form<string> text) : Form<ImmutableDictionary<string, string>>
{
    public override string Words => "a map of names to text";

    public override string Cure => "write { name: value }";

    public override JsonObject Describe(Definitions definitions) =>
        new() { ["type"] = "object", ["additionalProperties"] = text.Describe(definitions) };

    public override string Show(object value) => "{}";

    public override ImmutableDictionary<string, string> Read(Node node, string field, Reading reading)
    {
        var pairs = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in reading.FreeKeys(node, field, this))
        {
            var path = reading.Key(field, entry.Key);
            reading.Place(path, entry.Value);
            pairs[entry.Key] = text.Read(entry.Value, path, reading);
        }

        return pairs.ToImmutable();
    }
}
