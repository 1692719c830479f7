namespace Serinus.Proxy.Telemetry;

/// <summary>What became of a request whose turn it was to be copied.</summary>
public enum MirrorOutcome
{
    /// <summary>The copy was answered with a status below 500.</summary>
    Success,

    /// <summary>The copy was answered with 500 to 599.</summary>
    ServerError,

    /// <summary>The copy found no connection.</summary>
    ConnectFailed,

    /// <summary>The copy was not answered in time.</summary>
    Timeout,

    /// <summary>The connection ended before the copy was answered.</summary>
    Dropped,

    /// <summary>The answer to the copy breaks the protocol.</summary>
    Invalid,

    /// <summary>Not copied: its body was not here with its head, or is too long.</summary>
    Body,

    /// <summary>Not copied: as many copies are under way as may be.</summary>
    Limit,

    /// <summary>Not copied: no endpoint of the canary can be used.</summary>
    NoEndpoint,

    /// <summary>Not copied: an upgrade, a call of gRPC, or an endpoint that speaks nothing but HTTP/2.</summary>
    Unsupported,
}
