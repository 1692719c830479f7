namespace Serinus.Compare;

/// <summary>How clients come.</summary>
public enum Protocol
{
    /// <summary>HTTP/1.1, connections kept open.</summary>
    Http,

    /// <summary>HTTP/1.1 over TLS, connections kept open.</summary>
    Https,

    /// <summary>HTTP/2 over TLS, ten requests at a time on each connection.</summary>
    H2,

    /// <summary>HTTP/1.0 over TLS, a connection and a full handshake for each request.</summary>
    Handshake,

    /// <summary>HTTP/1.1 over TLS, a connection for each request that resumes a session.</summary>
    Resume,
}
