namespace Serinus.Routing;

/// <summary>How an endpoint is reached, as its address begins.</summary>
public enum EndpointScheme
{
    /// <summary><c>http://</c>: HTTP without TLS.</summary>
    Http,

    /// <summary><c>https://</c>: HTTP over TLS.</summary>
    Https,

    /// <summary><c>h2c://</c>: HTTP/2 without TLS, by prior knowledge (RFC 9113 §3.3).</summary>
    H2c,

    /// <summary><c>tcp://</c>: any protocol over TCP.</summary>
    Tcp,

    /// <summary><c>udp://</c>: any protocol over UDP.</summary>
    Udp,
}
