using System.Text.Json.Nodes;

namespace Serinus.Providers.Files.Forms;

/// <summary>The maps of the JSON Schema (2020-12), each described once and referred to by name.</summary>
/// <param name="sentence">Gives the sentence that describes a key.</param>
internal sealed class Definitions(Func<Field, string> sentence)
{
    /// <summary>The maps by name.</summary>
    public JsonObject Maps { get; } = [];

    /// <summary>A reference to a map, which is described when it is met first.</summary>
    public JsonObject Refer(IMapForm map)
    {
        if (!Maps.ContainsKey(map.Name))
        {
            Maps[map.Name] = null;
            Maps[map.Name] = Describe(map);
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{map.Name}" };
    }

    /// <summary>A map with its keys.</summary>
    public JsonObject Describe(IMapForm map)
    {
        var properties = new JsonObject();
        foreach (var field in map.Fields)
        {
            var value = field.Form.Describe(this);
            value["description"] = sentence(field);
            properties[field.Key] = value;
        }

        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        var needed = map.Fields.Where(f => f.Needed).Select(f => (JsonNode)f.Key).ToArray();
        if (needed.Length > 0)
            schema["required"] = new JsonArray(needed);
        return schema;
    }
}
