using Serinus.Proxy.Tls;
using Serinus.Routing;

namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>Where a request goes, should it need a new connection.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Tls">TLS towards it; null without.</param>
/// <param name="ConnectTime">How long opening the connection may take.</param>
internal sealed record Http2Target(Endpoint Endpoint, EndpointTls? Tls, TimeSpan ConnectTime)
{
    /// <summary>Host and port as HTTP knows them; always <c>http</c>, see <see cref="HttpsSchemeStream"/>.</summary>
    public string Origin => $"http{Endpoint.Address[Endpoint.Address.IndexOf("://", StringComparison.Ordinal)..]}";
}
