using System.Buffers.Binary;
using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Grpc;

/// <summary>gRPC-Web for browsers (gRPC, PROTOCOL-WEB): the messages of gRPC, with the trailers as the last frame of the body.</summary>
internal static class GrpcWeb
{
    /// <summary>Marks the frame of trailers.</summary>
    public const byte TrailerFlag = 0x80;

    private const string Plain = "application/grpc";
    private const string Web = "application/grpc-web";
    private const string WebText = "application/grpc-web-text";

    /// <summary>The content type of the same messages in plain gRPC.</summary>
    public static string PlainType(string type) =>
        type.StartsWith(WebText, StringComparison.OrdinalIgnoreCase) ? Plain + type[WebText.Length..]
        : type.StartsWith(Web, StringComparison.OrdinalIgnoreCase) ? Plain + type[Web.Length..]
        : type;

    /// <summary>The content type of the same messages in a form of gRPC-Web; other types stay as they are.</summary>
    public static string WebType(string type, GrpcKind kind) =>
        GrpcCall.KindOf(Encoding.Latin1.GetBytes(type)) == GrpcKind.Plain ? TypeOf(kind) + type[Plain.Length..] : type;

    /// <summary>The content type of a form.</summary>
    public static string TypeOf(GrpcKind kind) =>
        kind switch
        {
            GrpcKind.Web => Web,
            GrpcKind.WebText => WebText,
            _ => Plain,
        };

    /// <summary>The frame that tells the trailers: names in lower case, lines as in HTTP/1.1, without the empty one at the end.</summary>
    public static byte[] TrailerFrame(ReadOnlySpan<HeaderField> trailers, ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (ref readonly var field in trailers)
            text.Append(Encoding.ASCII.GetString(bytes.Slice(field.Name.Start, field.Name.Length)).ToLowerInvariant())
                .Append(": ")
                .Append(Encoding.Latin1.GetString(bytes.Slice(field.Value.Start, field.Value.Length)))
                .Append("\r\n");
        var frame = new byte[5 + text.Length];
        frame[0] = TrailerFlag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), text.Length);
        Encoding.Latin1.GetBytes(text.ToString(), frame.AsSpan(5));
        return frame;
    }

    /// <summary>Bytes of a body as they go to the client; each piece of base64 is padded, which the protocol allows.</summary>
    public static ReadOnlyMemory<byte> Encode(ReadOnlyMemory<byte> data, GrpcKind kind)
    {
        if (kind != GrpcKind.WebText)
            return data;
        var text = new byte[System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(data.Length)];
        System.Buffers.Text.Base64.EncodeToUtf8(data.Span, text, out _, out var written);
        return text.AsMemory(0, written);
    }
}
