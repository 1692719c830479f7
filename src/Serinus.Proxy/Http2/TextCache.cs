using System.Collections.Frozen;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Serinus.Proxy.Http2;

/// <summary>
/// Names and values of response fields as the text the framework's server wants: the same few come again and again, so the last ones
/// are kept. One per loop.
/// </summary>
internal sealed class TextCache
{
    private const int Places = 1024;

    /// <summary>Longer ones are seldom the same twice.</summary>
    private const int BytesMax = 96;

    // The server knows these by reference; any other object of the same letters costs it a comparison.
    private static readonly FrozenDictionary<string, string> KnownNames = new[]
    {
        HeaderNames.AcceptRanges,
        HeaderNames.AccessControlAllowOrigin,
        HeaderNames.Age,
        HeaderNames.Allow,
        HeaderNames.CacheControl,
        HeaderNames.ContentDisposition,
        HeaderNames.ContentEncoding,
        HeaderNames.ContentLanguage,
        HeaderNames.ContentLength,
        HeaderNames.ContentLocation,
        HeaderNames.ContentRange,
        HeaderNames.ContentType,
        HeaderNames.Date,
        HeaderNames.ETag,
        HeaderNames.Expires,
        HeaderNames.GrpcEncoding,
        HeaderNames.GrpcMessage,
        HeaderNames.GrpcStatus,
        HeaderNames.LastModified,
        HeaderNames.Location,
        HeaderNames.RetryAfter,
        HeaderNames.Server,
        HeaderNames.SetCookie,
        HeaderNames.StrictTransportSecurity,
        HeaderNames.Trailer,
        HeaderNames.Vary,
        HeaderNames.Via,
        HeaderNames.WWWAuthenticate,
    }.ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    private readonly string?[] names = new string?[Places];
    private readonly string?[] values = new string?[Places];

    public string Name(ReadOnlySpan<byte> bytes)
    {
        var place = PlaceOf(bytes);
        if (place >= 0 && names[place] is { } kept && Ascii.EqualsIgnoreCase(bytes, kept))
            return kept;
        var text = Encoding.Latin1.GetString(bytes);
        return Keep(names, place, KnownNames.GetValueOrDefault(text, text));
    }

    public string Value(ReadOnlySpan<byte> bytes)
    {
        var place = PlaceOf(bytes);
        if (place >= 0 && values[place] is { } kept && Ascii.Equals(bytes, kept))
            return kept;
        return Keep(values, place, Encoding.Latin1.GetString(bytes));
    }

    /// <summary>Where a text is kept, if it is; -1 when it is too long for that.</summary>
    private static int PlaceOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BytesMax)
            return -1;
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode() & (Places - 1);
    }

    private static string Keep(string?[] places, int place, string text)
    {
        if (place >= 0)
            places[place] = text;
        return text;
    }
}
