namespace Serinus.Routing.Config;

/// <summary>The admin endpoint: health, metrics and the read-only API.</summary>
public sealed record AdminConfig
{
    /// <summary>IP address and port. Keep it on loopback, or behind a network you trust: it has no login.</summary>
    public string Address { get; init; } = "127.0.0.1:8080";

    /// <summary>Prefix of every path it serves, such as <c>/edge</c>.</summary>
    public string BasePath { get; init; } = "";
}
