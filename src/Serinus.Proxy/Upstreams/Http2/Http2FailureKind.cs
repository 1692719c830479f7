namespace Serinus.Proxy.Upstreams.Http2;

/// <summary>How a request over HTTP/2 failed, in short.</summary>
internal enum Http2FailureKind
{
    /// <summary>No connection.</summary>
    NotConnected,

    /// <summary>No connection in time.</summary>
    ConnectTimeout,

    /// <summary>The endpoint says that it has not begun to process it (RFC 9113 §8.7).</summary>
    Refused,

    /// <summary>The endpoint ended it by an error of the protocol.</summary>
    Reset,

    /// <summary>The connection ended.</summary>
    Dropped,

    /// <summary>It opens no streams for other protocols (RFC 8441 §3).</summary>
    NoTunnels,

    /// <summary>What came is no valid response.</summary>
    Invalid,
}
