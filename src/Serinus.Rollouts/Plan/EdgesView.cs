namespace Serinus.Rollouts.Plan;

/// <summary>What the edges do with a rollout's traffic.</summary>
public sealed record EdgesView
{
    /// <summary>Edges that serve.</summary>
    public int Count { get; init; }

    /// <summary>Edges that have the order of <see cref="Generation"/>.</summary>
    public int Acknowledged { get; init; }

    /// <summary>The order that is counted.</summary>
    public long Generation { get; init; }

    /// <summary>Why an edge has taken the canary out by itself; null when none has, and again once it has an order of a higher generation.</summary>
    public string? TakenOut { get; init; }
}
