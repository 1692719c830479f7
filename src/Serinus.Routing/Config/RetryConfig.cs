using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Second tries on another endpoint of the same backend: when nothing was sent, or the method is idempotent (RFC 9110 §9.2.2).</summary>
public sealed record RetryConfig
{
    /// <summary>How many tries beyond the first; 0 turns retries off.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>Statuses that are tried again beside failed and dropped connections, such as 502 and 503.</summary>
    public ImmutableArray<int> Statuses { get; init; } = [];

    /// <summary>Retries allowed per 100 requests of the service over the last ten seconds.</summary>
    public int BudgetPercent { get; init; } = 20;

    /// <summary>Retries per second that are allowed whatever the rate, so that quiet services can retry too.</summary>
    public int BudgetMinPerSecond { get; init; } = 10;
}
