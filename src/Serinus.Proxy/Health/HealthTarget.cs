using Serinus.Proxy.Tls;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;

namespace Serinus.Proxy.Health;

/// <summary>What a check asks, and in which protocol.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Tls">TLS towards it; null without.</param>
/// <param name="Spoken">What is spoken to it.</param>
internal readonly record struct HealthTarget(Endpoint Endpoint, EndpointTls? Tls, SpokenProtocol Spoken)
{
    /// <summary>The endpoint as requests reach it; one that may choose does so at every check.</summary>
    public static HealthTarget Of(LiveEndpoint live) =>
        new(live.Endpoint, live.Tls, live.Chooses ? SpokenProtocol.Unknown : live.Spoken);
}
