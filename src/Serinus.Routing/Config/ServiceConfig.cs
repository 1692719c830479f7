using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>A named set of endpoints that serve the same thing, and how requests are spread over them.</summary>
public sealed record ServiceConfig
{
    /// <summary>Name; the service's identity.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is served. Health and in-flight counts live on across reloads under the address.</summary>
    public ImmutableArray<EndpointConfig> Endpoints { get; init; } = [];

    /// <summary>What is spoken to the endpoints.</summary>
    public UpstreamProtocol Protocol { get; init; }

    /// <summary>TLS towards endpoints whose address begins with <c>https://</c>.</summary>
    public UpstreamTlsConfig Tls { get; init; } = new();

    /// <summary>PROXY header that tells endpoints who the client is; none unless given. Connections then belong to one client each and are not shared.</summary>
    public ProxyProtocolVersion ProxyProtocol { get; init; }

    /// <summary>How an endpoint is picked.</summary>
    public BalanceKind Balance { get; init; } = BalanceKind.RoundRobin;

    /// <summary>For <see cref="BalanceKind.Hash"/>: the header whose value is hashed; the client's address unless given.</summary>
    public string? HashHeader { get; init; }

    /// <summary>Keeps a client on one endpoint by cookie; none when absent.</summary>
    public SessionConfig? Session { get; init; }

    /// <summary>Active health checks; none when absent.</summary>
    public HealthCheckConfig? Health { get; init; }

    /// <summary>Ejection of endpoints that fail real requests.</summary>
    public EjectionConfig Ejection { get; init; } = new();

    /// <summary>When fewer than this percentage of the endpoints are available, health is ignored and all are used: too few left would fall over too. 0 turns it off.</summary>
    public int PanicPercent { get; init; } = 50;

    /// <summary>Kept-open connections.</summary>
    public PoolConfig Pool { get; init; } = new();

    /// <summary>Where it stands in its source.</summary>
    public Origin? Origin { get; init; }
}
