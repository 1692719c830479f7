using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>The PROXY protocol (haproxy.org, versions 1 and 2): a load balancer in front tells who the client is.</summary>
public sealed record ProxyProtocolConfig
{
    /// <summary>Networks of the load balancers: a connection from there must begin with a PROXY header, one from elsewhere must not.</summary>
    public ImmutableArray<string> From { get; init; } = [];
}
