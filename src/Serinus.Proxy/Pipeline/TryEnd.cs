namespace Serinus.Proxy.Pipeline;

/// <summary>How one try at an endpoint ended for the exchange.</summary>
internal enum TryEnd
{
    /// <summary>The exchange is over: a response was sent, or cut, or the client left.</summary>
    Over,

    /// <summary>The request itself is bad, found out while its body was read.</summary>
    BadRequest,

    /// <summary>No connection; nothing was sent.</summary>
    NoConnection,

    /// <summary>No TLS connection: the endpoint is not who it should be, or agreed to none; nothing was sent.</summary>
    NoTls,

    /// <summary>The endpoint says that it did not begin with the request (RFC 9113 §8.7).</summary>
    Refused,

    /// <summary>The client asks to change protocols, which this endpoint does not do over HTTP/2; nothing was sent.</summary>
    NoUpgrade,

    /// <summary>The endpoint chose another protocol, in which it is to be asked instead; nothing was sent.</summary>
    OtherProtocol,

    /// <summary>No connection in time; nothing was sent.</summary>
    ConnectTimeout,

    /// <summary>A kept-open connection turned out to be closed before a byte of the response.</summary>
    Stale,

    /// <summary>The connection ended before a whole head of a response.</summary>
    Dropped,

    /// <summary>No head of a response in time.</summary>
    NoFirstByte,

    /// <summary>What came is no valid response.</summary>
    Invalid,

    /// <summary>A response whose status asks for another try, which the budget has granted; none of it was sent on.</summary>
    RetryStatus,

    /// <summary>A canary's response whose status asks for stable instead; none of it was sent on.</summary>
    FallBackStatus,
}
