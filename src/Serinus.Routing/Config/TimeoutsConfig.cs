namespace Serinus.Routing.Config;

/// <summary>Time limits of an exchange with an upstream. Zero means no limit.</summary>
public sealed record TimeoutsConfig
{
    /// <summary>To open a connection to an endpoint.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>From the request sent to the first byte of the response; 504 beyond.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two reads or writes of a body that is under way, and of an upgraded connection.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For the whole exchange with all its tries.</summary>
    public TimeSpan Total { get; init; }
}
