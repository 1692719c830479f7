namespace Serinus.Routing;

/// <summary>One address of a service.</summary>
/// <param name="Address">Scheme, host and port in one normal form, such as <c>http://10.0.0.1:8080</c>: the identity under which live state is carried.</param>
/// <param name="Host">IP address (without brackets) or name.</param>
/// <param name="Port">Port.</param>
/// <param name="Draining">True when it gets nothing new.</param>
public sealed record Endpoint(string Address, string Host, int Port, bool Draining)
{
    /// <summary>How it is reached.</summary>
    public EndpointScheme Scheme { get; init; }

    /// <summary>Whether it is reached over TLS.</summary>
    public bool IsSecure => Scheme == EndpointScheme.Https;

    /// <summary>Whether it speaks HTTP/2 without TLS, by prior knowledge (RFC 9113 §3.3).</summary>
    public bool IsH2c => Scheme == EndpointScheme.H2c;
}
