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

    /// <summary>Client connections open at a time from one address; further ones are closed. Trusted networks, where load balancers stand, have no such limit.</summary>
    public int ConnectionsPerClientMax { get; init; } = 10_000;

    /// <summary>Requests being served at a time for one client address; 429 beyond. Trusted networks have no such limit.</summary>
    public int InFlightPerClientMax { get; init; } = 20_000;

    /// <summary>Requests on one connection before the client is told to open another.</summary>
    public int RequestsPerConnectionMax { get; init; } = 1_000_000;

    /// <summary>From a connection's first byte to the end of its PROXY header and TLS handshake; closed beyond.</summary>
    public TimeSpan HandshakeTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>TLS handshakes under way at a time; further ones wait their turn.</summary>
    public int HandshakesMax { get; init; } = 1024;

    /// <summary>HTTP/2 requests under way at a time on one connection. 1 to 1000.</summary>
    public int StreamsMax { get; init; } = 100;

    /// <summary>Odd behaviour of a client on one HTTP/2 connection within ten seconds (resets, pings, settings, empty frames, invalid requests) before it is closed. 10 to 100 000.</summary>
    public int GlitchesMax { get; init; } = 200;

    /// <summary>Slowest pace of a request's body, in bytes per second after a grace of ten seconds; 408 beyond. Upgraded connections and gRPC may be silent.</summary>
    public int BodyBytesPerSecondMin { get; init; } = 100;

    /// <summary>Sessions of UDP clients at a time; datagrams of further clients are dropped.</summary>
    public int UdpSessionsMax { get; init; } = 10_000;

    /// <summary>Largest body of a request that is copied to a canary, in bytes; longer ones, and those that are not here with their head, are not copied.</summary>
    public int MirrorBodyBytesMax { get; init; } = 64 * 1024;

    /// <summary>Copies of requests under way at a time; further ones are not made.</summary>
    public int MirrorsInFlightMax { get; init; } = 1000;

    /// <summary>Requests being served at a time; 503 with Retry-After beyond.</summary>
    public int InFlightMax { get; init; }

    /// <summary>Largest request body in bytes; 413 beyond.</summary>
    public long BodyBytesMax { get; init; }
}
