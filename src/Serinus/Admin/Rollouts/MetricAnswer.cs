namespace Serinus.Admin.Rollouts;

/// <summary>A metric of a run.</summary>
public sealed record MetricAnswer
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>pass, fail or inconclusive.</summary>
    public string Verdict { get; init; } = "inconclusive";

    /// <summary>What it says, in one sentence.</summary>
    public string Text { get; init; } = "";

    /// <summary>The last value; null for one that is only compared.</summary>
    public double? Value { get; init; }

    /// <summary>Measurements that passed.</summary>
    public int Passed { get; init; }

    /// <summary>Measurements that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Measurements that could not tell.</summary>
    public int Inconclusive { get; init; }

    /// <summary>What the comparison with stable has proven; null for one that is not compared.</summary>
    public EvidenceAnswer? Evidence { get; init; }
}
