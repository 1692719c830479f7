using System.Text.Json.Nodes;

namespace Serinus.Providers.Files.Forms;

/// <summary>Describes maps for editors (JSON Schema 2020-12).</summary>
internal static class JsonSchema
{
    public static JsonObject Map(IMapForm map, JsonObject definitions)
    {
        var properties = new JsonObject();
        foreach (var field in map.Fields)
            properties[field.Key] = field.Form.Describe(definitions);
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
