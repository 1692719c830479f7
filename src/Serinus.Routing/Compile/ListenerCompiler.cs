using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks and compiles listeners.</summary>
internal sealed class ListenerCompiler() : ObjectCompiler<ListenerConfig, Listener>(ObjectId.Listener)
{
    private readonly Dictionary<(IPEndPoint, bool IsUdp), string> taken = [];

    /// <summary>Reads <c>0.0.0.0:8000</c>, <c>[::]:8000</c>, or <c>:8000</c> for all addresses of both families.</summary>
    public static bool TryParseAddress(string text, out IPEndPoint endPoint)
    {
        endPoint = new IPEndPoint(IPAddress.None, 0);
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !TryParsePort(text.AsSpan(colon + 1), out var port))
            return false;
        var host = text[..colon];
        var isIPv6 = host is ['[', .., ']'];
        if (isIPv6)
            host = host[1..^1];
        var address = IPAddress.IPv6Any;
        // An IPv6 address without brackets cannot be told from one with a port.
        if (
            colon > 0
            && (host.Contains(':', StringComparison.Ordinal) != isIPv6 || !IPAddress.TryParse(host, out address))
        )
            return false;
        endPoint = new IPEndPoint(address, port);
        return true;
    }

    protected override string NameOf(ListenerConfig config) => config.Name;

    protected override Origin? OriginOf(ListenerConfig config) => config.Origin;

    protected override ListenerConfig ConfigOf(Listener served) => served.Config;

    protected override IEnumerable<Problem> WarningsOf(Listener served) => served.Warnings;

    protected override Listener? Build(ListenerConfig config, int index, ObjectReport report)
    {
        if (!TryParseAddress(config.Address, out var endPoint))
        {
            report.Error(
                "address",
                $"\"{ValueChecks.Printable(config.Address)}\" is no address to listen on",
                "write an IP address and a port, such as 0.0.0.0:8000 or [::]:8000, or :8000 for all addresses"
            );
            return null;
        }

        var place = (endPoint, config.Protocol == ListenerProtocol.Udp);
        if (endPoint.Port > 0 && !taken.TryAdd(place, config.Name))
        {
            report.Error("address", $"{endPoint} is taken by listener {taken[place]}", "use another port");
            return null;
        }

        FilterChecks.Check(config, report);
        if (config.TrustedNetworks is { } networks)
            ValueChecks.Networks(report, "trustedNetworks", networks);
        StreamListenerChecks.Check(config, report);
        TlsChecks.Check(config, report);
        if (report.HasErrors)
            return null;
        var trusted = config.TrustedNetworks is { } own && NetworkSet.TryParse(own, out var set, out _) ? set : null;
        return Make(config, endPoint, trusted, ProxyFrom(config), [.. report.Problems], index);
    }

    protected override Listener Reuse(Listener last, int index)
    {
        if (last.EndPoint.Port > 0)
            taken.TryAdd((last.EndPoint, last.Config.Protocol == ListenerProtocol.Udp), last.Name);
        return last.Index == index
            ? last
            : Make(last.Config, last.EndPoint, last.Trusted, last.ProxyFrom, last.Warnings, index);
    }

    private static NetworkSet? ProxyFrom(ListenerConfig config) =>
        config.ProxyProtocol is { } proxy && NetworkSet.TryParse(proxy.From, out var from, out _) ? from : null;

    private static Listener Make(
        ListenerConfig config,
        IPEndPoint endPoint,
        NetworkSet? trusted,
        NetworkSet? proxyFrom,
        ImmutableArray<Problem> warnings,
        int index
    ) =>
        new()
        {
            Index = index,
            Name = config.Name,
            EndPoint = endPoint,
            Trusted = trusted,
            ProxyFrom = proxyFrom,
            Config = config,
            Warnings = warnings,
        };

    private static bool TryParsePort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort;
}
