namespace Serinus.Admin.Rollouts;

/// <summary>A canary's share of the requests of both versions, in percent.</summary>
public sealed record WeightAnswer
{
    /// <summary>What the plan wants.</summary>
    public decimal Desired { get; init; }

    /// <summary>What every edge has confirmed; null while not every one has confirmed the last order.</summary>
    public decimal? Programmed { get; init; }

    /// <summary>Edges that serve.</summary>
    public int Edges { get; init; }

    /// <summary>Edges that have confirmed the last order.</summary>
    public int Acknowledged { get; init; }

    /// <summary>What was measured since the weight last changed; null before any request.</summary>
    public double? Observed { get; init; }

    /// <summary>Requests it was measured by.</summary>
    public long Requests { get; init; }
}
