namespace Serinus.Proxy.Telemetry;

/// <summary>How one try at an endpoint ended.</summary>
public enum TryOutcome
{
    /// <summary>A whole response of status 100 to 499.</summary>
    Success,

    /// <summary>A response of status 500 to 599.</summary>
    ServerError,

    /// <summary>No connection.</summary>
    ConnectFailed,

    /// <summary>No connection in time, no first byte in time, or a body that stalled.</summary>
    Timeout,

    /// <summary>The connection ended before the response did.</summary>
    Dropped,

    /// <summary>A response that breaks the protocol.</summary>
    Invalid,

    /// <summary>The client left first.</summary>
    Cancelled,
}
