using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serinus.Providers.Acme;

/// <summary>Reads members of an authority's objects, which may hold anything.</summary>
internal static class AcmeFields
{
    /// <summary>A text; empty when there is none.</summary>
    public static string Text(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    /// <summary>An address of the authority.</summary>
    /// <exception cref="AcmeException">There is none.</exception>
    public static Uri Url(this JsonObject json, string name) => AsUrl(json.Text(name), name);

    /// <summary>An address of the authority.</summary>
    /// <exception cref="AcmeException">It is none.</exception>
    public static Uri AsUrl(string? text, string name) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
            ? url
            : throw AcmeReply.Strange($"no https URL as {name}");

    /// <summary>The items of a list that are objects; none when there is no list.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonObject json, string name) =>
        (json[name] as JsonArray)?.OfType<JsonObject>() ?? [];
}
