using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>
/// Reads fields of an object as the API server means them: a field that is absent, null or of another type than its schema says is not
/// there. An API server sends no such object; a manifest may hold one, and <c>doctor</c> tells what is wrong with it.
/// </summary>
internal static class JsonFields
{
    public static JsonElement? Field(this JsonElement? value, string name) =>
        value is { ValueKind: JsonValueKind.Object } map
        && map.TryGetProperty(name, out var field)
        && field.ValueKind != JsonValueKind.Null
            ? field
            : null;

    public static JsonElement? Field(this JsonElement value, string name) => ((JsonElement?)value).Field(name);

    public static string? Text(this JsonElement? value, string name) =>
        value.Field(name) is { ValueKind: JsonValueKind.String } text ? SharedTexts.Of(text) : null;

    public static bool? Flag(this JsonElement? value, string name) =>
        value.Field(name) switch
        {
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => null,
        };

    public static int? Whole(this JsonElement? value, string name) =>
        value.Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var whole)
            ? whole
            : null;

    /// <summary>A whole number that may be large; 0 when it is absent.</summary>
    public static long Long(this JsonElement? value, string name) =>
        value.Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var whole)
            ? whole
            : 0;

    /// <summary>Items of a list; none when it is absent.</summary>
    public static IEnumerable<JsonElement?> Items(this JsonElement? value, string name) =>
        value.Field(name) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(item => (JsonElement?)item)
            : [];

    /// <summary>Texts of a list; items of other types are left out.</summary>
    public static ImmutableArray<string> Texts(this JsonElement? value, string name) =>
        [
            .. value
                .Items(name)
                .Where(item => item is { ValueKind: JsonValueKind.String })
                .Select(item => SharedTexts.Of(item!.Value)),
        ];

    /// <summary>A map of texts.</summary>
    /// <param name="value">The object.</param>
    /// <param name="name">Name of the field.</param>
    /// <param name="without">A key that is left out.</param>
    public static FrozenDictionary<string, string> TextMap(
        this JsonElement? value,
        string name,
        string? without = null
    ) =>
        value.Field(name) is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject()
                .Where(entry => entry.Value.ValueKind == JsonValueKind.String && entry.Name != without)
                .ToFrozenDictionary(SharedTexts.NameOf, entry => SharedTexts.Of(entry.Value), StringComparer.Ordinal)
            : FrozenDictionary<string, string>.Empty;

    /// <summary>A port by number, or by name.</summary>
    public static PortReference Port(this JsonElement? value, string name) =>
        value.Text(name) is { } text
            ? int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var digits)
                ? new PortReference(digits, null)
                : new PortReference(0, text)
            : new PortReference(value.Whole(name) ?? 0, null);
}
