using System.Buffers.Text;
using System.Text;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// Writes the head of a forwarded request: the client's fields byte for byte, without those that end at this hop (RFC 9110 §7.6.1) or
/// that only a trusted peer may send, then what the edge has to say.
/// </summary>
internal static class RequestWriter
{
    /// <summary>Writes the head.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="exchange">The request.</param>
    /// <param name="plan">What the route changes.</param>
    /// <param name="kind">How the end of the forwarded body is told.</param>
    /// <param name="endpointHost">Host and port of the endpoint.</param>
    /// <param name="marker">A field line that the edge adds to this one; none when empty.</param>
    public static void Write(
        OutputBuffer output,
        Exchange exchange,
        RoutePlan plan,
        BodyKind kind,
        ReadOnlySpan<byte> endpointHost,
        ReadOnlySpan<byte> marker = default
    )
    {
        var head = exchange.Head;
        output.Write(head.Method);
        output.Write(" "u8);
        plan.WritePath(output, exchange);
        output.Write(" HTTP/1.1\r\nHost: "u8);
        // A request of HTTP/1.0 may name no host; HTTP/1.1 must, and servers refuse an empty one (RFC 9112 §3.2).
        var host = plan.Host is { } rewritten ? rewritten : exchange.Authority;
        output.Write(plan.SendsEndpointHost || host.IsEmpty ? endpointHost : host);
        output.Write("\r\n"u8);

        var isTrusted = exchange.IsPeerTrusted;
        CopyFields(output, exchange, plan, isTrusted);
        if (isTrusted)
            ForwardedFields.WriteTrusted(output, exchange);
        else
            ForwardedFields.WriteUntrusted(output, exchange);
        if (exchange.Live.Snapshot.Edge.SendForwarded)
            ForwardedFields.WriteForwarded(output, exchange, isTrusted);
        output.Write(plan.AddedRequestLines);
        output.Write(marker);
        plan.WriteOriginalPath(output, exchange);

        if (!exchange.Upgrade.IsEmpty)
        {
            output.Write("Connection: upgrade\r\nUpgrade: "u8);
            output.Write(exchange.Upgrade);
            output.Write("\r\n"u8);
        }

        WriteFraming(output, exchange, kind);

        // RFC 9110 §7.6.3: a gateway must say that it stood in between.
        output.Write("Via: "u8);
        output.Write(exchange.Version);
        output.Write(" serinus\r\n\r\n"u8);
    }

    private static void WriteFraming(OutputBuffer output, Exchange exchange, BodyKind kind)
    {
        if (kind == BodyKind.Chunked)
        {
            output.Write("Transfer-Encoding: chunked\r\n"u8);
        }
        else if (kind == BodyKind.Length)
        {
            output.Write("Content-Length: "u8);
            output.WriteNumber(exchange.BodyLength);
            output.Write("\r\n"u8);
        }

        if (exchange.ExpectsContinue && kind != BodyKind.None)
            output.Write("Expect: 100-continue\r\n"u8);
    }

    /// <summary>Copies runs of neighbouring lines that stay, each run at once.</summary>
    private static void CopyFields(OutputBuffer output, Exchange exchange, RoutePlan plan, bool isTrusted)
    {
        var head = exchange.Head;
        var fields = head.Fields;
        var run = -1;
        for (var i = 0; i < fields.Length; i++)
        {
            ref readonly var field = ref fields[i];
            if (Stays(in field, exchange, plan, isTrusted))
            {
                if (run < 0)
                    run = field.Name.Start;
                continue;
            }

            if (run >= 0)
            {
                output.Write(head.Bytes.AsSpan(run, field.Name.Start - run));
                run = -1;
            }
        }

        if (run >= 0)
            output.Write(head.Bytes.AsSpan(run, exchange.FieldsEnd - run));
    }

    private static bool Stays(in HeaderField field, Exchange exchange, RoutePlan plan, bool isTrusted)
    {
        switch (field.Known)
        {
            case KnownHeader.Host:
            case KnownHeader.Connection:
            case KnownHeader.ContentLength:
            case KnownHeader.TransferEncoding:
            case KnownHeader.Upgrade:
            case KnownHeader.Expect:
            case KnownHeader.KeepAlive:
            case KnownHeader.ProxyConnection:
            case KnownHeader.ProxyAuthorization:
            case KnownHeader.Te:
            case KnownHeader.Trailer:
            case KnownHeader.Proxy:
            case KnownHeader.Http2Settings:
            case KnownHeader.XForwardedFor:
            case KnownHeader.XForwardedProto:
            case KnownHeader.XForwardedHost:
            case KnownHeader.XForwardedPort:
            case KnownHeader.XRealIp:
                return false;
            case KnownHeader.Forwarded:
                // Extended, and so written anew, when the edge sends the field itself.
                if (!isTrusted || exchange.Live.Snapshot.Edge.SendForwarded)
                    return false;
                break;
            case KnownHeader.XForwardedOther:
            case KnownHeader.XSerinusMirror:
                if (!isTrusted)
                    return false;
                break;
        }

        var head = exchange.Head;
        var name = head.Span(field.Name);
        if (name.IndexOf((byte)'_') >= 0 && HopByHop.IsAlias(name))
            return false;
        if (exchange.HasNominated && HopByHop.IsNominated(head.Fields, head.Bytes, name))
            return false;
        return !plan.RemovesFromRequest(name, exchange.Head.Client);
    }
}
