using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Analysis;

/// <summary>What a compared metric is asked to prove.</summary>
internal static class Guards
{
    /// <summary>The guard of a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="analysis">Where margins come from that the metric does not give.</param>
    /// <param name="edges">Times at which durations are counted; null when the metric counts errors, or when none are known yet.</param>
    public static Guard? For(MetricSpec metric, AnalysisSpec analysis, LatencyEdges? edges)
    {
        var sequential = analysis.Sequential;
        if (metric.Name == MetricSpec.Duration)
        {
            return edges is null
                ? null
                : WithMargins(
                    Guard.Latency(edges, metric.Name) with
                    {
                        SafeMargin = new Margin(sequential.LatencyMargin, 1),
                        BunchMax = sequential.BunchMax,
                    },
                    metric.Compare
                );
        }

        var errors = Guard.Errors(metric.Name) with { BunchMax = sequential.BunchMax };
        if (sequential.ErrorMargin is { } margin)
            errors = errors with { SafeMargin = new Margin(margin, 1) };
        return WithMargins(errors, metric.Compare);
    }

    /// <summary>Whether two guards ask the same, so that evidence for one is evidence for the other.</summary>
    public static bool AreSame(Guard left, Guard right) =>
        left with { Edges = right.Edges } == right
        && (left.Edges is null) == (right.Edges is null)
        && (left.Edges is null || left.Edges.Microseconds.AsSpan().SequenceEqual(right.Edges!.Microseconds.AsSpan()));

    /// <summary>What a metric says may be worse is neither harm nor missing safety.</summary>
    private static Guard WithMargins(Guard guard, CompareSpec? compare)
    {
        if (compare is not { } asked || (asked.MarginAbsolute is null && asked.MarginRatio is null))
            return guard;
        var margin = new Margin(asked.MarginAbsolute ?? 0, asked.MarginRatio ?? 1);
        return guard with { HarmMargin = margin, SafeMargin = margin };
    }
}
