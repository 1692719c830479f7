using Serinus.Proxy.Tls;
using Serinus.Proxy.Upstreams;
using Serinus.Proxy.Wire;
using Serinus.Routing;

namespace Serinus.Proxy.Health;

/// <summary>What a check asks, and in which protocol.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Tls">TLS towards it; null without.</param>
/// <param name="Spoken">What is spoken to it.</param>
internal readonly record struct HealthTarget(Endpoint Endpoint, EndpointTls? Tls, SpokenProtocol Spoken)
{
    /// <summary>What its connections begin with: a PROXY header that names no client, or nothing.</summary>
    public ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>The endpoint as requests reach it; one that may choose does so at every check.</summary>
    public static HealthTarget Of(LiveEndpoint live) =>
        new(live.Endpoint, live.Tls, live.Chooses ? SpokenProtocol.Unknown : live.Spoken)
        {
            Header = ProxyHeaderWriter.Local(live.ProxyProtocol),
        };
}
