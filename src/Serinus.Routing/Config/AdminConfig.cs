namespace Serinus.Routing.Config;

/// <summary>The admin endpoint: health, metrics and the API.</summary>
public sealed record AdminConfig
{
    /// <summary>IP address and port. Keep it on loopback, or behind a network you trust: whoever reaches it may read everything but secrets.</summary>
    public string Address { get; init; } = "127.0.0.1:8080";

    /// <summary>Prefix of every path it serves, such as <c>/edge</c>.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>File of the tokens that let somebody act on rollouts, one a line as <c>NAME TOKEN</c>, each token of 16 characters or more; read at each action, so it can be changed at any time. Nobody may act when absent.</summary>
    public string? TokenFile { get; init; }
}
