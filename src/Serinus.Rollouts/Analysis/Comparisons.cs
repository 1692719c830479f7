using System.Collections.Immutable;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Analysis;

/// <summary>Evidence of the metrics that are compared with stable, block by block.</summary>
public static class Comparisons
{
    /// <summary>What is known after some more blocks.</summary>
    public static ImmutableSortedDictionary<string, MetricState> Add(
        AnalysisSpec analysis,
        ImmutableSortedDictionary<string, MetricState> metrics,
        ImmutableArray<TrafficBlock> blocks
    )
    {
        foreach (var metric in MetricSet.Of(analysis).Compared)
        {
            var state = metrics.GetValueOrDefault(metric.Name) ?? new MetricState();
            var next = state;
            foreach (var block in blocks)
                next = Add(metric, analysis, next, block);
            if (!ReferenceEquals(next, state))
                metrics = metrics.SetItem(metric.Name, next);
        }

        return metrics;
    }

    /// <summary>
    /// What is known as another step begins: measurements are counted anew and, where the canary gets another share, safety has to be shown
    /// anew: what was safe with few requests may not be with many. Evidence of harm goes on.
    /// </summary>
    public static ImmutableSortedDictionary<string, MetricState> NextStep(
        AnalysisSpec analysis,
        ImmutableSortedDictionary<string, MetricState> metrics,
        bool isOtherShare
    )
    {
        var rules = Rules(analysis, 0, 0);
        foreach (var (name, state) in metrics)
        {
            metrics = metrics.SetItem(
                name,
                state with
                {
                    Evidence = isOtherShare ? state.Evidence?.NextStep(rules, anew: true) : state.Evidence,
                    MeasuredInStep = 0,
                    PassedInStep = 0,
                }
            );
        }

        return metrics;
    }

    /// <summary>What the evidence says of all compared metrics together, or of some of them: harm is proven by any, safety by those that are named.</summary>
    /// <param name="analysis">What is asked for.</param>
    /// <param name="metrics">What is known.</param>
    /// <param name="names">Metrics whose safety is wanted; all when empty.</param>
    /// <param name="traffic">What traffic is expected, for an estimate; null for none.</param>
    public static StepVerdict Judge(
        AnalysisSpec analysis,
        ImmutableSortedDictionary<string, MetricState> metrics,
        ImmutableArray<string> names,
        Traffic? traffic
    )
    {
        var all = Counted(analysis);
        var wanted = all.Where(metric => names.IsEmpty || names.Contains(metric.Name)).ToArray();
        var known = Evidence(wanted, metrics);
        var verdict = Statistics.Judge.Decide(Rules(analysis, known.Count, all.Length), known, traffic);
        return verdict.Verdict == Verdict.Pass && known.Count < wanted.Length
            ? verdict with
            {
                Verdict = Verdict.Inconclusive,
                Reason =
                    $"not enough data: no requests yet by which {wanted.First(one => !Has(one, metrics)).Name} could be judged",
            }
            : verdict;
    }

    /// <summary>Why harm is proven; null when it is not.</summary>
    public static string? Harm(AnalysisSpec analysis, ImmutableSortedDictionary<string, MetricState> metrics)
    {
        var all = Counted(analysis);
        var known = Evidence(all, metrics);
        if (known.Count == 0)
            return null;
        var rules = Rules(analysis, known.Count, all.Length);
        if (Statistics.Judge.Look(rules, known) != Verdict.Fail)
            return null;
        var verdict = Statistics.Judge.Decide(rules, known);
        var worst = verdict.Metrics.Where(line => line.Verdict == Verdict.Fail).MaxBy(line => line.LogHarm)!;
        return $"{worst.Name}: {worst.Reason}";
    }

    /// <summary>Compared metrics that decide something.</summary>
    internal static MetricSpec[] Counted(AnalysisSpec analysis) =>
        [.. MetricSet.Of(analysis).Compared.Where(metric => !metric.DryRun)];

    /// <summary>Metrics share alpha whether something is known of them yet or not.</summary>
    internal static JudgeRules Rules(AnalysisSpec analysis, int known, int all) =>
        new()
        {
            Alpha = known == 0 ? analysis.Sequential.Alpha : analysis.Sequential.Alpha * known / all,
            Beta = analysis.Sequential.Beta,
        };

    /// <summary>Counts of both arms of a metric in a block; null where it counts durations, or counts that cannot be.</summary>
    internal static BlockPair? Errors(MetricSpec metric, TrafficBlock block) =>
        metric.Name switch
        {
            MetricSpec.SuccessRate => Pair(
                block.Canary.Requests,
                block.Canary.Errors,
                block.Stable.Requests,
                block.Stable.Errors
            ),
            MetricSpec.GrpcSuccessRate => Pair(
                block.Canary.Calls,
                block.Canary.FailedCalls,
                block.Stable.Calls,
                block.Stable.FailedCalls
            ),
            _ => null,
        };

    private static List<MetricEvidence> Evidence(
        MetricSpec[] wanted,
        ImmutableSortedDictionary<string, MetricState> metrics
    ) => [.. wanted.Where(metric => Has(metric, metrics)).Select(metric => metrics[metric.Name].Evidence!)];

    /// <summary>Fewer requests than a metric wants are no data, whatever they seem to prove.</summary>
    private static bool Has(MetricSpec metric, ImmutableSortedDictionary<string, MetricState> metrics) =>
        metrics.GetValueOrDefault(metric.Name)?.Evidence is { } evidence
        && evidence.Edges[0].Totals.Canary.Requests >= metric.MinRequests;

    private static MetricState Add(MetricSpec metric, AnalysisSpec analysis, MetricState state, TrafficBlock block)
    {
        if (metric.Name == MetricSpec.Duration)
            return AddDurations(metric, analysis, state, block);
        if (Errors(metric, block) is not { Requests: > 0 } pair)
            return state;
        var guard = Guards.For(metric, analysis, null)!;
        return state with { Evidence = Current(state, guard).Add(pair) };
    }

    private static MetricState AddDurations(
        MetricSpec metric,
        AnalysisSpec analysis,
        MetricState state,
        TrafficBlock block
    )
    {
        var (canary, stable) = (block.Canary.Durations, block.Stable.Durations);
        if (block.Edges.IsEmpty || (Empty(canary) && Empty(stable)))
            return state;
        // A rollout keeps the edges it began with: requests counted over others are left out.
        var edges = state.Evidence?.Guard.Edges ?? Durations.Edges(block.Edges);
        if (!Durations.AreSame(edges, block.Edges))
            return state;
        var guard = Guards.For(metric, analysis, edges)!;
        return Durations.Buckets(canary, edges) is { } slow && Durations.Buckets(stable, edges) is { } slowStable
            ? state with
            {
                Evidence = Current(state, guard).Add(slow.AsSpan(), slowStable.AsSpan()),
            }
            : state;
    }

    private static bool Empty(ImmutableArray<long> durations)
    {
        foreach (var count in durations)
        {
            if (count != 0)
                return false;
        }

        return true;
    }

    /// <summary>The evidence so far. A guard that was edited asks something else, and is answered from the beginning.</summary>
    private static MetricEvidence Current(MetricState state, Guard guard) =>
        state.Evidence is { } evidence && Guards.AreSame(evidence.Guard, guard)
            ? evidence
            : MetricEvidence.Start(guard);

    private static BlockPair? Pair(long canary, long canaryBad, long stable, long stableBad) =>
        canary < 0 || stable < 0 || canaryBad < 0 || stableBad < 0 || canaryBad > canary || stableBad > stable
            ? null
            : new BlockPair(new ArmCounts(canary, canaryBad), new ArmCounts(stable, stableBad));
}
