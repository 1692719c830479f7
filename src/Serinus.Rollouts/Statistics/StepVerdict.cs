using System.Collections.Immutable;

namespace Serinus.Rollouts.Statistics;

/// <summary>What all metrics together say of a step.</summary>
public sealed record StepVerdict
{
    /// <summary>Pass when every metric passes, fail when one fails.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What each metric says, in their order.</summary>
    public required ImmutableArray<MetricVerdict> Metrics { get; init; }

    /// <summary>How many more requests of both arms until a decision, about; 0 when there is one, null when no end can be seen.</summary>
    public double? MoreRequests { get; init; }

    /// <summary>How long that takes with the traffic given; null when none was given or no end can be seen.</summary>
    public TimeSpan? MoreTime { get; init; }
}
