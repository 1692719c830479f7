using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using Serinus.Proxy.Grpc;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// A response over HTTP/2 in the form of one over HTTP/1.1: bytes and slices. It is read by the same strict parser, because a field
/// that is harmless in a binary protocol could end a line in a textual one.
/// </summary>
internal sealed class Http2Response
{
    private const string Accept = "Sec-WebSocket-Accept";

    private readonly ResponseParser parser = new();
    private readonly List<HeaderField> trailers = [];

    public ResponseHead Head { get; } = new();

    public ref readonly Framing Framing => ref parser.Framing;

    /// <summary>Code in <c>grpc-status</c>, of the head or else of the trailers; -1 when there is none.</summary>
    public int GrpcStatus { get; private set; } = -1;

    /// <summary>Whether the head itself ends the call: a response without messages (gRPC, PROTOCOL-HTTP2, Trailers-Only).</summary>
    public bool HasStatusInHead { get; private set; }

    public ReadOnlySpan<HeaderField> Trailers => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(trailers);

    /// <summary>What the slices of <see cref="Trailers"/> point into.</summary>
    public byte[] TrailerBytes { get; private set; } = [];

    /// <summary>Reads the head; false when it is not valid.</summary>
    /// <param name="message">The response.</param>
    /// <param name="headBytesMax">Most bytes it may have.</param>
    /// <param name="web">The form of gRPC it is translated to; none when it is not.</param>
    /// <param name="isEmpty">Whether it is known that no body follows.</param>
    public bool TryReadHead(HttpResponseMessage message, int headBytesMax, GrpcKind web, bool isEmpty)
    {
        var text = new StringBuilder("HTTP/1.1 ");
        text.Append((int)message.StatusCode).Append(' ').Append(message.ReasonPhrase).Append("\r\n");
        if (
            !TryWrite(text, message.Headers.NonValidated, web)
            || !TryWrite(text, message.Content.Headers.NonValidated, web)
        )
            return false;
        if (isEmpty && !message.Content.Headers.NonValidated.Contains("Content-Length"))
            text.Append("content-length: 0\r\n");
        text.Append("\r\n");
        var bytes = Encoding.Latin1.GetBytes(text.ToString());
        Head.Reset(bytes);
        parser.Reset(0);
        if (parser.Parse(bytes, Head, headBytesMax) != ParseStatus.Done || Head.Status < 200)
            return false;
        foreach (ref readonly var field in Head.Fields)
        {
            // RFC 9113 §8.2.2: a message with fields of a connection is malformed.
            if (
                field.Known
                is KnownHeader.Connection
                    or KnownHeader.TransferEncoding
                    or KnownHeader.Upgrade
                    or KnownHeader.KeepAlive
                    or KnownHeader.ProxyConnection
            )
                return false;
            Observe(in field, bytes);
        }

        HasStatusInHead = GrpcStatus >= 0;
        return true;
    }

    /// <summary>Makes a head that was read one that changes protocols, as HTTP/1.1 says it.</summary>
    public void Switch(string accept)
    {
        var text = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
        foreach (ref readonly var field in Head.Fields)
        {
            var name = Encoding.Latin1.GetString(Head.Span(field.Name));
            if (field.Known == KnownHeader.ContentLength || name.Equals(Accept, StringComparison.OrdinalIgnoreCase))
                continue;
            text.Append(name).Append(": ").Append(Encoding.Latin1.GetString(Head.Span(field.Value))).Append("\r\n");
        }

        text.Append("Connection: Upgrade\r\nUpgrade: websocket\r\n");
        text.Append(Accept).Append(": ").Append(accept).Append("\r\n\r\n");
        var bytes = Encoding.Latin1.GetBytes(text.ToString());
        Head.Reset(bytes);
        parser.Reset(0);
        var status = parser.Parse(bytes, Head, int.MaxValue);
        System.Diagnostics.Debug.Assert(status == ParseStatus.Done, "Fields that were valid are valid again.");
    }

    /// <summary>Reads the trailers; false when they are not valid.</summary>
    public bool TryReadTrailers(HttpResponseMessage message, int bytesMax)
    {
        var text = new StringBuilder();
        if (!TryWrite(text, message.TrailingHeaders.NonValidated, GrpcKind.None))
            return false;
        text.Append("\r\n");
        if (bytesMax > 0 && text.Length > bytesMax)
            return false;
        return TryTakeTrailers(Encoding.Latin1.GetBytes(text.ToString()));
    }

    /// <summary>Makes trailers of the edge's own, for a call whose upstream broke off.</summary>
    public void MakeTrailers(GrpcStatus status, string message)
    {
        GrpcStatus = -1;
        var isMade = TryTakeTrailers(
            Encoding.ASCII.GetBytes($"grpc-status: {(int)status}\r\ngrpc-message: {message}\r\n\r\n")
        );
        System.Diagnostics.Debug.Assert(isMade, "Own trailers are valid.");
    }

    private bool TryTakeTrailers(byte[] bytes)
    {
        trailers.Clear();
        TrailerBytes = bytes;
        var position = 0;
        while (FieldLine.Read(bytes, ref position, out var field, out var isEnd, out _) == ParseStatus.Done)
        {
            if (isEnd)
                return true;
            trailers.Add(field);
            Observe(in field, bytes);
        }

        return false;
    }

    private void Observe(in HeaderField field, byte[] bytes)
    {
        if (
            field.Known == KnownHeader.Other
            && GrpcStatus < 0
            && Ascii.EqualsIgnoreCase(bytes.AsSpan(field.Name.Start, field.Name.Length), "grpc-status"u8)
        )
            GrpcStatus = GrpcStatuses.Parse(bytes.AsSpan(field.Value.Start, field.Value.Length));
    }

    private static bool TryWrite(StringBuilder text, HttpHeadersNonValidated fields, GrpcKind web)
    {
        foreach (var (name, values) in fields)
        {
            var isType = web != GrpcKind.None && name.Equals("content-type", StringComparison.OrdinalIgnoreCase);
            if (web != GrpcKind.None && name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
                continue;
            foreach (var value in values)
            {
                if (value.AsSpan().ContainsAny('\r', '\n', '\0') || name.AsSpan().ContainsAny(':', '\r', '\n'))
                    return false;
                text.Append(name.ToLowerInvariant())
                    .Append(": ")
                    .Append(isType ? GrpcWeb.WebType(value, web) : value)
                    .Append("\r\n");
            }
        }

        return true;
    }
}
