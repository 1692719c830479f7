namespace Serinus.Routing.Config;

/// <summary>One address of a service.</summary>
/// <param name="Address"><c>http://host:port</c>, <c>https://host:port</c> for TLS, or <c>h2c://host:port</c> for HTTP/2 without TLS; the host is an IP address or a name that is resolved when connecting. Port 80, or 443 for TLS, unless given. <c>tcp://host:port</c> or <c>udp://host:port</c> for services of stream routes.</param>
public sealed record EndpointConfig(string Address)
{
    /// <summary>True when the endpoint is to finish what it has and get nothing new.</summary>
    public bool Draining { get; init; }
}
