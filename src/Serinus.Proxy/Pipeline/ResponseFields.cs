using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>Which fields of an upstream's response go on to the client, and which the edge adds, whatever the client's protocol.</summary>
internal static class ResponseFields
{
    /// <summary>Whether a field passes: it does not end at this hop (RFC 9110 §7.6.1), and the route does not remove it.</summary>
    public static bool Stays(
        in HeaderField field,
        ResponseHead head,
        in Framing framing,
        ResponseEdits edits,
        bool keepsLength
    )
    {
        switch (field.Known)
        {
            case KnownHeader.Connection:
            case KnownHeader.KeepAlive:
            case KnownHeader.ProxyConnection:
            case KnownHeader.ProxyAuthenticate:
            case KnownHeader.TransferEncoding:
            case KnownHeader.Upgrade:
            case KnownHeader.Te:
                return false;
            case KnownHeader.ContentLength:
                return keepsLength && head.Status != 204;
        }

        var name = head.Span(field.Name);
        return !edits.Removes(name) && !(framing.HasNominated && HopByHop.IsNominated(head.Fields, head.Bytes, name));
    }

    /// <summary>Writes the lines the edge adds: cookies that make a user stay or let him go, and what the route says.</summary>
    public static void WriteAdded(OutputBuffer output, Exchange exchange, ResponseEdits edits)
    {
        WriteCohortCookie(output, exchange);
        WriteFarewell(output, exchange);
        WriteSessionCookie(output, exchange);
        output.Write(edits.Added);
    }

    private static void WriteCohortCookie(OutputBuffer output, Exchange exchange)
    {
        var record = exchange.Record;
        if (exchange.Choice.Bucket < 0 || record.FellBackFrom >= 0 || record.Route?.Cohort is not { } cohort)
            return;
        output.Write("Set-Cookie: "u8);
        output.Advance(
            cohort.WriteSetCookie(exchange.Choice, exchange.IsSecure, output.Reserve(cohort.SetCookieBytesMax))
        );
        output.Write("\r\n"u8);
    }

    /// <summary>Where a run is over whose cookie the client still has.</summary>
    private static void WriteFarewell(OutputBuffer output, Exchange exchange)
    {
        if (exchange.Record.Route?.Overlay?.Farewell is not { } farewell || !farewell.IsFor(exchange.Head))
            return;
        output.Write("Set-Cookie: "u8);
        output.Write(farewell.SetCookie);
        output.Write("\r\n"u8);
    }

    /// <summary>Where an endpoint answered that the client's cookie does not name.</summary>
    private static void WriteSessionCookie(OutputBuffer output, Exchange exchange)
    {
        var record = exchange.Record;
        if (record.Route?.Backends[record.Backend].Service?.Session is not { } session)
            return;
        var address = record.Endpoint!.Address;
        if (session.IsNamed(exchange.Head, address))
            return;
        output.Write("Set-Cookie: "u8);
        output.Advance(session.WriteSetCookie(address, exchange.IsSecure, output.Reserve(session.SetCookieBytesMax)));
        output.Write("\r\n"u8);
    }
}
