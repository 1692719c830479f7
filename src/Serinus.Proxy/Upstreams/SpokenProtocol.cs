namespace Serinus.Proxy.Upstreams;

/// <summary>What is spoken to an endpoint.</summary>
internal enum SpokenProtocol
{
    /// <summary>HTTP/1.1.</summary>
    Http1,

    /// <summary>HTTP/2.</summary>
    Http2,

    /// <summary>What the endpoint chooses, which is not known yet.</summary>
    Unknown,
}
