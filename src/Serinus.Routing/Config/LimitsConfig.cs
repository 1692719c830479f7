namespace Serinus.Routing.Config;

/// <summary>Limits on everything read from a peer. Zero means no limit where a sentence does not say otherwise.</summary>
public sealed record LimitsConfig
{
    /// <summary>Request line and header fields together, in bytes; 431 beyond. 256 to 1 048 576.</summary>
    public int HeadBytesMax { get; init; } = 32 * 1024;

    /// <summary>Header fields of a request; 431 beyond. 1 to 1000.</summary>
    public int HeaderCountMax { get; init; } = 100;

    /// <summary>Request target, in bytes; 414 beyond.</summary>
    public int TargetBytesMax { get; init; } = 8 * 1024;

    /// <summary>Trailer fields of a message, in bytes; 431 beyond.</summary>
    public int TrailerBytesMax { get; init; } = 16 * 1024;

    /// <summary>Head of an upstream's response, in bytes; 502 beyond. 256 to 1 048 576.</summary>
    public int ResponseHeadBytesMax { get; init; } = 64 * 1024;

    /// <summary>From a request's first byte to the end of its head; 408 beyond.</summary>
    public TimeSpan HeaderReadTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two reads of a request body, and between two writes to a client; 408 or close beyond.</summary>
    public TimeSpan BodyIdleTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client's connection may wait for its next request.</summary>
    public TimeSpan KeepAliveTime { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>Client connections open at a time; further ones wait to be accepted.</summary>
    public int ConnectionsMax { get; init; } = 50_000;

    /// <summary>Requests being served at a time; 503 with Retry-After beyond.</summary>
    public int InFlightMax { get; init; }

    /// <summary>Largest request body in bytes; 413 beyond.</summary>
    public long BodyBytesMax { get; init; }
}
