using Serinus.Routing.Config;

namespace Serinus.Routing.Compile;

/// <summary>Checks what a listener says of its protocol and of PROXY headers.</summary>
internal static class StreamListenerChecks
{
    public static void Check(ListenerConfig listener, ObjectReport report)
    {
        if (!Enum.IsDefined(listener.Protocol))
            report.Error("protocol", $"{listener.Protocol} is no protocol", "use http, tcp or udp");
        if (listener.Protocol != ListenerProtocol.Http)
            CheckUnused(listener, report);
        if (listener.ProxyProtocol is not { } proxy)
            return;
        if (listener.Protocol == ListenerProtocol.Udp)
            report.Error(
                "proxyProtocol",
                "datagrams have no PROXY header here",
                "leave proxyProtocol out, or listen with protocol tcp"
            );
        if (proxy.From.IsEmpty)
            report.Error(
                "proxyProtocol.from",
                "no network is named, so nobody's PROXY header would be read",
                "name the networks of the load balancers, such as 10.0.0.0/8, or leave proxyProtocol out"
            );
        ValueChecks.Networks(report, "proxyProtocol.from", proxy.From);
    }

    /// <summary>What means something for HTTP alone would be a promise nobody keeps.</summary>
    private static void CheckUnused(ListenerConfig listener, ObjectReport report)
    {
        var protocol = listener.Protocol == ListenerProtocol.Tcp ? "tcp" : "udp";
        if (listener.Tls is not null)
            report.Error(
                "tls",
                $"a listener of protocol {protocol} does not speak TLS itself",
                protocol == "tcp"
                    ? "leave tls out: TLS is passed through, and a stream route's hosts choose by the name asked for"
                    : "leave tls out"
            );
        if (!listener.Filters.IsEmpty)
            report.Error(
                "filters",
                $"filters are for HTTP requests, and this listener relays {protocol}",
                "leave filters out, or use protocol http"
            );
        if (listener.TrustedNetworks is not null)
            report.Error(
                "trustedNetworks",
                $"forwarding headers are of HTTP requests, and this listener relays {protocol}",
                "leave trustedNetworks out, or use protocol http"
            );
    }
}
