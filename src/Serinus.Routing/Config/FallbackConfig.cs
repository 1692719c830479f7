namespace Serinus.Routing.Config;

/// <summary>When a canary's failure is replayed on stable. It counts against the canary in metrics all the same.</summary>
public sealed record FallbackConfig
{
    /// <summary>On a failed connection, or when no canary endpoint is healthy: nothing was sent, so any method is replayed.</summary>
    public bool Connect { get; init; } = true;

    /// <summary>When the canary gives no first byte in time or drops the connection before one; idempotent methods only (RFC 9110 §9.2.2).</summary>
    public bool Timeout { get; init; } = true;

    /// <summary>When the canary answers 500 to 599; idempotent methods only.</summary>
    public bool ServerError { get; init; }
}
