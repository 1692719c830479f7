using System.Runtime.InteropServices;
using System.Text.Json;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>
/// Short texts that many objects of a cluster have in common, such as namespaces, kinds, labels and reasons, each held once: they are half of what
/// thousands of objects would take. A place holds what was read last, so it is bounded, and what is rare only costs a look. Any thread.
/// </summary>
internal static class SharedTexts
{
    private const int BytesMax = 64;

    /// <summary>A power of two.</summary>
    private const int Places = 1 << 14;

    private static readonly string?[] places = new string?[Places];

    /// <summary>The text of a value.</summary>
    public static string Of(JsonElement text)
    {
        var raw = JsonMarshal.GetRawUtf8Value(text);
        if (raw.Length > BytesMax)
            return text.GetString()!;
        ref var place = ref PlaceOf(raw);
        var held = Volatile.Read(ref place);
        return held is not null && text.ValueEquals(held) ? held : place = text.GetString()!;
    }

    /// <summary>The name of a property.</summary>
    public static string NameOf(JsonProperty property)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(property);
        if (raw.Length > BytesMax)
            return property.Name;
        ref var place = ref PlaceOf(raw);
        var held = Volatile.Read(ref place);
        return held is not null && property.NameEquals(held) ? held : place = property.Name;
    }

    private static ref string? PlaceOf(ReadOnlySpan<byte> raw)
    {
        var hash = new HashCode();
        hash.AddBytes(raw);
        return ref places[hash.ToHashCode() & (Places - 1)];
    }
}
