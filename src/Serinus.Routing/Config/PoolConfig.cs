namespace Serinus.Routing.Config;

/// <summary>Connections kept open to an endpoint between requests.</summary>
public sealed record PoolConfig
{
    /// <summary>Most idle connections kept per endpoint and loop.</summary>
    public int IdleMax { get; init; } = 256;

    /// <summary>How long a connection may stay idle before it is closed.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(60);
}
