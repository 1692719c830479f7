using System.Text;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>The fields that tell an upstream who asked: <c>X-Forwarded-*</c>, <c>X-Real-IP</c> by custom, <c>Forwarded</c> by RFC 7239.</summary>
internal static class ForwardedFields
{
    /// <summary>The lines that are the same for every request of an untrusted peer's connection.</summary>
    public static byte[] LinesFor(ClientAddress peer, int localPort, bool isHttps) =>
        Encoding.ASCII.GetBytes(
            $"X-Forwarded-For: {peer}\r\nX-Real-IP: {peer}\r\n"
                + $"X-Forwarded-Proto: {(isHttps ? "https" : "http")}\r\nX-Forwarded-Port: {localPort}\r\n"
        );

    /// <summary>Nobody's word is taken: what the client sent was left out, this stands in its place.</summary>
    public static void WriteUntrusted(OutputBuffer output, Exchange exchange)
    {
        output.Write(exchange.ForwardedLines);
        WriteHost(output, exchange);
    }

    /// <summary>A trusted peer's fields are extended (X-Forwarded-For) or kept (the others).</summary>
    public static void WriteTrusted(OutputBuffer output, Exchange exchange)
    {
        var head = exchange.Head;
        output.Write("X-Forwarded-For: "u8);
        foreach (ref readonly var field in head.Fields)
        {
            if (field.Known != KnownHeader.XForwardedFor || field.Value.Length == 0)
                continue;
            output.Write(head.Span(field.Value));
            output.Write(", "u8);
        }

        WriteAddress(output, exchange.Peer);
        output.Write("\r\nX-Real-IP: "u8);
        WriteAddress(output, head.Client);
        output.Write("\r\n"u8);
        if (!Keep(output, head, KnownHeader.XForwardedProto))
            output.Write(head.IsHttps ? "X-Forwarded-Proto: https\r\n"u8 : "X-Forwarded-Proto: http\r\n"u8);
        if (!Keep(output, head, KnownHeader.XForwardedPort))
        {
            output.Write("X-Forwarded-Port: "u8);
            output.WriteNumber(exchange.LocalPort);
            output.Write("\r\n"u8);
        }

        if (!Keep(output, head, KnownHeader.XForwardedHost))
            WriteHost(output, exchange);
    }

    /// <summary>RFC 7239 §4: one element per hop, the newest last.</summary>
    public static void WriteForwarded(OutputBuffer output, Exchange exchange, bool isTrusted)
    {
        var head = exchange.Head;
        output.Write("Forwarded: "u8);
        foreach (ref readonly var field in head.Fields)
        {
            if (!isTrusted || field.Known != KnownHeader.Forwarded || field.Value.Length == 0)
                continue;
            output.Write(head.Span(field.Value));
            output.Write(", "u8);
        }

        // RFC 7239 §6: an IPv6 address stands in brackets, and then the value must be quoted.
        var isIPv4 = exchange.Peer.IsIPv4;
        output.Write(isIPv4 ? "for="u8 : "for=\"["u8);
        WriteAddress(output, exchange.Peer);
        output.Write(isIPv4 ? ""u8 : "]\""u8);
        if (!exchange.Authority.IsEmpty)
        {
            output.Write(";host=\""u8);
            output.Write(exchange.Authority);
            output.Write("\""u8);
        }

        output.Write(head.IsHttps ? ";proto=https\r\n"u8 : ";proto=http\r\n"u8);
    }

    /// <summary>The client's address as the chain of trusted proxies tells it: the last address of X-Forwarded-For that is not a trusted proxy's.</summary>
    public static ClientAddress Client(RequestHead head, ClientAddress peer, NetworkSet trusted)
    {
        if (trusted.IsEmpty || !trusted.Contains(peer))
            return peer;
        var client = peer;
        for (var i = head.FieldCount - 1; i >= 0; i--)
        {
            ref readonly var field = ref head.Fields[i];
            if (field.Known != KnownHeader.XForwardedFor)
                continue;
            var rest = head.Span(field.Value);
            for (var isMore = !rest.IsEmpty; isMore; )
            {
                // An empty place in the list is a hop that did not say who asked it: nothing before it is to be believed.
                var comma = rest.LastIndexOf((byte)',');
                if (!ClientAddress.TryParse(Syntax.Trim(rest[(comma + 1)..]), out var hop))
                    return client;
                client = hop;
                if (!trusted.Contains(hop))
                    return client;
                isMore = comma >= 0;
                rest = isMore ? rest[..comma] : default;
            }
        }

        return client;
    }

    /// <summary>Whether X-Forwarded-Proto, the field that would be forwarded, says https.</summary>
    public static bool SaysHttps(RequestHead head)
    {
        foreach (ref readonly var field in head.Fields)
        {
            if (field.Known == KnownHeader.XForwardedProto)
                return Ascii.EqualsIgnoreCase(head.Span(field.Value), "https"u8);
        }

        return false;
    }

    private static bool Keep(OutputBuffer output, RequestHead head, KnownHeader known)
    {
        foreach (ref readonly var field in head.Fields)
        {
            if (field.Known != known)
                continue;
            output.Write(head.Span(field.Name));
            output.Write(": "u8);
            output.Write(head.Span(field.Value));
            output.Write("\r\n"u8);
            return true;
        }

        return false;
    }

    private static void WriteHost(OutputBuffer output, Exchange exchange)
    {
        if (exchange.Authority.IsEmpty)
            return;
        output.Write("X-Forwarded-Host: "u8);
        output.Write(exchange.Authority);
        output.Write("\r\n"u8);
    }

    private static void WriteAddress(OutputBuffer output, ClientAddress address) =>
        output.Advance(address.Format(output.Reserve(48)));
}
