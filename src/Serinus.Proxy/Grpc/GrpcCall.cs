using System.Buffers.Text;
using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Grpc;

/// <summary>What the head of a request says of the call it carries.</summary>
/// <param name="Kind">Its form; none when the request is no call.</param>
/// <param name="IsTranslated">Whether it goes on in another form.</param>
/// <param name="Milliseconds">How long the caller waits; -1 when he does not say.</param>
internal readonly record struct GrpcCall(GrpcKind Kind, bool IsTranslated, long Milliseconds)
{
    /// <summary>No call.</summary>
    public static readonly GrpcCall None = new(GrpcKind.None, false, -1);

    public bool IsCall => Kind != GrpcKind.None;

    /// <summary>Reads a head.</summary>
    /// <param name="head">The request.</param>
    /// <param name="translatesWeb">Whether gRPC-Web is translated.</param>
    public static GrpcCall Of(RequestHead head, bool translatesWeb)
    {
        if (!head.Method.SequenceEqual("POST"u8))
            return None;
        foreach (ref readonly var field in head.Fields)
        {
            if (field.Known != KnownHeader.ContentType)
                continue;
            var kind = KindOf(head.Span(field.Value));
            if (kind == GrpcKind.None)
                return None;
            var isTranslated = translatesWeb && kind != GrpcKind.Plain;
            var timeout = head.TryGet("grpc-timeout"u8, out var value) ? ParseTimeout(value) : -1;
            return new GrpcCall(kind, isTranslated, timeout);
        }

        return None;
    }

    /// <summary>The limit, where a caller that waits longer must not be cut off by a limit on silence.</summary>
    public long AtLeast(long milliseconds) => Math.Max(milliseconds, Milliseconds);

    /// <summary>The form that a content type names.</summary>
    public static GrpcKind KindOf(ReadOnlySpan<byte> type)
    {
        if (type.Length < 16 || !Ascii.EqualsIgnoreCase(type[..16], "application/grpc"u8))
            return GrpcKind.None;
        var rest = type[16..];
        if (EndsName(rest))
            return GrpcKind.Plain;
        if (rest.Length >= 9 && Ascii.EqualsIgnoreCase(rest[..9], "-web-text"u8) && EndsName(rest[9..]))
            return GrpcKind.WebText;
        return rest.Length >= 4 && Ascii.EqualsIgnoreCase(rest[..4], "-web"u8) && EndsName(rest[4..])
            ? GrpcKind.Web
            : GrpcKind.None;
    }

    /// <summary>Reads <c>grpc-timeout</c>: up to eight digits and a unit; -1 when it is none.</summary>
    public static long ParseTimeout(ReadOnlySpan<byte> value)
    {
        if (
            value.Length is < 2 or > 9
            || !Utf8Parser.TryParse(value[..^1], out uint number, out var used)
            || used != value.Length - 1
            || !char.IsAsciiDigit((char)value[0])
        )
            return -1;
        return value[^1] switch
        {
            (byte)'H' => number * 3_600_000L,
            (byte)'M' => number * 60_000L,
            (byte)'S' => number * 1_000L,
            (byte)'m' => number,
            (byte)'u' => (number + 999L) / 1_000,
            (byte)'n' => (number + 999_999L) / 1_000_000,
            _ => -1,
        };
    }

    private static bool EndsName(ReadOnlySpan<byte> rest) =>
        rest.IsEmpty || rest[0] is (byte)'+' or (byte)';' or (byte)' ' or (byte)'\t';
}
