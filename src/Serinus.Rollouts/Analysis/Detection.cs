using System.Collections.Immutable;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Analysis;

/// <summary>Watches the canary while everybody is on it and there is nothing left to compare it with: against what stable did before.</summary>
public static class Detection
{
    /// <summary>Fewer requests of stable say too little of what is usual.</summary>
    private const long UsualMin = 100;

    /// <summary>Of durations the edge is watched that at most this share of stable's requests passed.</summary>
    private const double SlowShare = 0.05;

    /// <summary>What is known after some more blocks.</summary>
    public static ImmutableSortedDictionary<string, MetricState> Add(
        AnalysisSpec analysis,
        ImmutableSortedDictionary<string, MetricState> metrics,
        ImmutableArray<TrafficBlock> blocks
    )
    {
        foreach (var metric in Comparisons.Counted(analysis))
        {
            if (metrics.GetValueOrDefault(metric.Name) is not { Evidence: { } evidence } state)
                continue;
            var next = state.Detector is null ? Begin(state, evidence) : state;
            if (next.Detector is not { } detector || Sum(metric, next, blocks) is not { Requests: > 0 } counts)
                continue;
            metrics = metrics.SetItem(metric.Name, next with { Detector = detector.Add(counts) });
        }

        return metrics;
    }

    /// <summary>Why a change to the worse is proven; null when it is not.</summary>
    /// <param name="analysis">What is asked for.</param>
    /// <param name="metrics">What is known.</param>
    /// <param name="blocks">How many blocks are watched at most.</param>
    public static string? Harm(
        AnalysisSpec analysis,
        ImmutableSortedDictionary<string, MetricState> metrics,
        long blocks
    )
    {
        var counted = Comparisons.Counted(analysis);
        foreach (var metric in counted)
        {
            if (metrics.GetValueOrDefault(metric.Name) is not { Detector: { } detector } state)
                continue;
            var line = ChangeDetector.Line(analysis.Sequential.Alpha / counted.Length, Math.Max(1, blocks));
            if (detector.LogEvidence < line)
                continue;
            var what = state is { DetectorEdge: { } edge, Evidence.Guard.Edges: { } edges }
                ? FormattableString.Invariant($"slower than {edges.Microseconds[edge] / 1000.0:0.###} ms")
                : "errors";
            return FormattableString.Invariant(
                $"{metric.Name}: {100 * detector.Totals.Rate:0.##} % {what} over {detector.Totals.Requests} requests of everybody, {100 * detector.Limit:0.##} % would be usual"
            );
        }

        return null;
    }

    private static MetricState Begin(MetricState state, MetricEvidence evidence)
    {
        var edge = evidence.Guard.Edges is null ? 0 : Slow(evidence);
        var stable = evidence.Edges[edge].Totals.Stable;
        return stable.Requests < UsualMin
            ? state
            : state with
            {
                Detector = ChangeDetector.After(stable, evidence.Guard.SafeMargin),
                DetectorEdge = evidence.Guard.Edges is null ? null : edge,
            };
    }

    private static int Slow(MetricEvidence evidence)
    {
        for (var i = 0; i < evidence.Edges.Length; i++)
        {
            if (evidence.Edges[i].Totals.Stable.Rate <= SlowShare)
                return i;
        }

        return evidence.Edges.Length - 1;
    }

    /// <summary>The canary's requests of all blocks together: they are one look.</summary>
    private static ArmCounts Sum(MetricSpec metric, MetricState state, ImmutableArray<TrafficBlock> blocks)
    {
        var sum = new ArmCounts(0, 0);
        foreach (var block in blocks)
        {
            if (state is { DetectorEdge: { } edge, Evidence.Guard.Edges: { } edges })
            {
                if (
                    Durations.AreSame(edges, block.Edges)
                    && Durations.Buckets(block.Canary.Durations, edges) is { } counts
                )
                    sum += edges.Slower(counts.AsSpan())[edge];
            }
            else if (Comparisons.Errors(metric, block) is { } pair)
            {
                sum += pair.Canary;
            }
        }

        return sum;
    }
}
