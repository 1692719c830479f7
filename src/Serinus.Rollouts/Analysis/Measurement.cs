using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Analysis;

/// <summary>One measurement of an outside source.</summary>
public sealed record Measurement
{
    /// <summary>What was found: of several values the one furthest out of the metric's range. Null when there was no value.</summary>
    public double? Value { get; init; }

    /// <summary>
    /// Whether its expressions passed it: <see cref="Statistics.Verdict.Inconclusive"/> where neither of them holds. Null where there are none, or
    /// no value to tell by.
    /// </summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Why the source could not be asked; null when it answered.</summary>
    public string? Error { get; init; }
}
