using System.Collections.Immutable;
using Serinus.Routing.Config;
using Serinus.Routing.Split;

namespace Serinus.Routing.Compile;

/// <summary>Checks and compiles routes of connections and UDP clients.</summary>
/// <param name="services">The services that are served.</param>
/// <param name="listeners">The listeners that are served.</param>
internal sealed class StreamRouteCompiler(NamedObjects<Service> services, NamedObjects<Listener> listeners)
    : ObjectCompiler<StreamRouteConfig, StreamRoute>(ObjectId.StreamRoute)
{
    /// <summary>What the endpoints of a route's services must allow.</summary>
    public static EndpointUse UseOf(ListenerProtocol protocol) =>
        protocol == ListenerProtocol.Udp ? EndpointUse.Udp : EndpointUse.Tcp;

    protected override string NameOf(StreamRouteConfig config) => config.Name;

    protected override Origin? OriginOf(StreamRouteConfig config) => config.Origin;

    protected override StreamRouteConfig ConfigOf(StreamRoute served) => served.Config;

    protected override IEnumerable<Problem> WarningsOf(StreamRoute served) => served.Warnings;

    protected override StreamRoute? Build(StreamRouteConfig config, int index, ObjectReport report)
    {
        var hosts = RuleCompiler.Hosts(config.Hosts, report);
        for (var i = 0; i < config.Hosts.Length; i++)
            CheckName(config.Hosts[i], $"hosts[{i}]", report);
        if (config.Backends.IsEmpty)
            report.Error("backends", "the route has no backends", "add a backend with the name of a service");
        var names = BackendChecks.Names(config.Backends, report);
        var weights = BackendChecks.Weights(config.Backends, "connection is closed at once", report);
        ValueChecks.PositiveDuration(report, "connectTime", config.ConnectTime);
        ValueChecks.PositiveDuration(report, "idleTime", config.IdleTime);
        if (report.HasErrors)
            return null;
        var protocol = ProtocolOf(config);
        return new StreamRoute
        {
            Index = index,
            Name = config.Name,
            Protocol = protocol,
            Hosts = hosts,
            Backends = services.Backends(config.Backends, names, UseOf(protocol)),
            Split = BackendSplit.Create(names, weights),
            Config = config,
            Warnings = [.. report.Problems],
        };
    }

    protected override StreamRoute Reuse(StreamRoute last, int index)
    {
        var protocol = ProtocolOf(last.Config);
        var hasSameServices = services.AreThoseOf(last.Backends, UseOf(protocol));
        if (last.Index == index && last.Protocol == protocol && hasSameServices)
            return last;
        ImmutableArray<string> names = [.. last.Backends.Select(backend => backend.Name)];
        return new StreamRoute
        {
            Index = index,
            Name = last.Name,
            Protocol = protocol,
            Hosts = last.Hosts,
            Backends = hasSameServices
                ? last.Backends
                : services.Backends(last.Config.Backends, names, UseOf(protocol)),
            Split = last.Split,
            Config = last.Config,
            Warnings = last.Warnings,
        };
    }

    /// <summary>That of the first listener it names; of a route that names none, that of its endpoints.</summary>
    private ListenerProtocol ProtocolOf(StreamRouteConfig config)
    {
        foreach (var name in config.Listeners)
        {
            if (listeners.Find(name) is { Config.Protocol: not ListenerProtocol.Http and var protocol })
                return protocol;
        }

        foreach (var backend in config.Backends)
        {
            if (services.Find(backend.Service) is { Endpoints: [var endpoint, ..] })
                return EndpointSchemes.Fits(endpoint, EndpointUse.Udp) ? ListenerProtocol.Udp : ListenerProtocol.Tcp;
        }

        return ListenerProtocol.Tcp;
    }

    /// <summary>RFC 6066 §3: a server name is a name, never an address.</summary>
    private static void CheckName(string host, string field, ObjectReport report)
    {
        if (host.StartsWith('[') || System.Net.IPAddress.TryParse(host.TrimEnd('.'), out _))
            report.Error(
                field,
                $"{ValueChecks.Printable(host)} is an address, and TLS clients ask for names only",
                "write a name, or leave hosts out"
            );
    }
}
