using Serinus.Rollouts.Statistics;

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

    /// <summary>Measurements with a verdict in this step.</summary>
    public int MeasuredInStep { get; init; }

    /// <summary>Of these, those that passed.</summary>
    public int PassedInStep { get; init; }

    /// <summary>What a comparison with stable has proven; null for a metric that is not compared.</summary>
    public MetricEvidence? Evidence { get; init; }

    /// <summary>Watches for a change to the worse while everybody is on the canary; null when there is stable traffic to compare with.</summary>
    public ChangeDetector? Detector { get; init; }

    /// <summary>Which edge of durations <see cref="Detector"/> watches; null for errors.</summary>
    public int? DetectorEdge { get; init; }

    /// <summary>The last value; null when there was none.</summary>
    public double? Value { get; init; }

    /// <summary>The last verdict in one sentence for an operator.</summary>
    public string Text { get; init; } = "";
}
