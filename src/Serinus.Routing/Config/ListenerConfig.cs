using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>An address to accept connections on, and the protocol spoken there.</summary>
public sealed record ListenerConfig
{
    /// <summary>Name, used by routes and as the <c>listener</c> label of metrics.</summary>
    public required string Name { get; init; }

    /// <summary>IP address and port, such as <c>0.0.0.0:8000</c>, <c>[::]:8000</c> or <c>:8000</c> (all addresses). Port 0 takes a free one.</summary>
    public required string Address { get; init; }

    /// <summary>What is spoken there.</summary>
    public ListenerProtocol Protocol { get; init; }

    /// <summary>TLS; none when absent.</summary>
    public ListenerTlsConfig? Tls { get; init; }

    /// <summary>Whether HTTP/2 is spoken: by ALPN over TLS, by prior knowledge without.</summary>
    public bool Http2 { get; init; } = true;

    /// <summary>Load balancers whose connections begin with a PROXY header; none when absent.</summary>
    public ProxyProtocolConfig? ProxyProtocol { get; init; }

    /// <summary>What is done to every request that comes in here and that a route takes, before the route's own filters: allow and redirect.</summary>
    public ImmutableArray<FilterConfig> Filters { get; init; } = [];

    /// <summary>Networks whose <c>X-Forwarded-*</c> and <c>Forwarded</c> fields are believed on this listener; those of the whole edge unless given.</summary>
    public ImmutableArray<string>? TrustedNetworks { get; init; }

    /// <summary>Where it stands in its source.</summary>
    public Origin? Origin { get; init; }
}
