namespace Serinus.Routing.Config;

/// <summary>What is spoken to the endpoints of a service.</summary>
public enum UpstreamProtocol
{
    /// <summary>HTTP/1.1 to <c>http://</c>; to <c>https://</c> what the endpoint chooses by ALPN; HTTP/2 to <c>h2c://</c>.</summary>
    Auto,

    /// <summary>HTTP/1.1 always.</summary>
    Http1,

    /// <summary>HTTP/2 over TLS.</summary>
    H2,

    /// <summary>HTTP/2 without TLS, by prior knowledge.</summary>
    H2c,
}
