namespace Serinus.Rollouts.Analysis;

/// <summary>What a metric knows in a run: evidence that outlives whoever plans, and counts of measurements.</summary>
public sealed record MetricState
{
    /// <summary>Measurements that passed.</summary>
    public int Passed { get; init; }

    /// <summary>Measurements that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Measurements that could not tell.</summary>
    public int Inconclusive { get; init; }

    /// <summary>Errors of the source in a row.</summary>
    public int ErrorsInRow { get; init; }

    /// <summary>Successes in a row.</summary>
    public int SuccessesInRow { get; init; }

    /// <summary>The last value; null when there was none.</summary>
    public double? Value { get; init; }

    /// <summary>The last verdict in one sentence for an operator.</summary>
    public string Text { get; init; } = "";
}
