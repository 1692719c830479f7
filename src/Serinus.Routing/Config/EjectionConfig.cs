namespace Serinus.Routing.Config;

/// <summary>Passive health: an endpoint that fails real requests is left alone for a while.</summary>
public sealed record EjectionConfig
{
    /// <summary>Failed connections, timeouts and dropped connections in a row that eject an endpoint; 0 turns ejection off.</summary>
    public int Failures { get; init; } = 3;

    /// <summary>Whether a response of 500 to 599 counts as a failure.</summary>
    public bool ServerErrors { get; init; }

    /// <summary>How long the first ejection lasts; each further one in a row lasts that much longer, ten times at most.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);
}
