namespace Serinus.Routing.Config;

/// <summary>Active health checks of a service's endpoints.</summary>
public sealed record HealthCheckConfig
{
    /// <summary>Path to GET; a plain TCP connection is the check when absent.</summary>
    public string? Path { get; init; }

    /// <summary>Value of the Host field; the endpoint's own address unless given.</summary>
    public string? Host { get; init; }

    /// <summary>Lowest status that counts as healthy.</summary>
    public int StatusMin { get; init; } = 200;

    /// <summary>Highest status that counts as healthy.</summary>
    public int StatusMax { get; init; } = 399;

    /// <summary>From one check to the next, with up to a tenth of jitter.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Good checks in a row that make an unhealthy endpoint healthy.</summary>
    public int HealthyThreshold { get; init; } = 2;

    /// <summary>Bad checks in a row that make a healthy endpoint unhealthy.</summary>
    public int UnhealthyThreshold { get; init; } = 3;
}
