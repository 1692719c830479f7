using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Analysis;

/// <summary>The metrics of an analysis, by how they are judged: compared with stable by evidence, or measured and held against their own limits.</summary>
public sealed class MetricSet
{
    private static readonly ConditionalWeakTable<AnalysisSpec, MetricSet> Known = [];

    private static readonly ImmutableArray<MetricSpec> Default =
    [
        new MetricSpec { Name = MetricSpec.SuccessRate, Compare = new CompareSpec() },
        new MetricSpec { Name = MetricSpec.Duration, Compare = new CompareSpec() },
    ];

    private MetricSet(ImmutableArray<MetricSpec> all)
    {
        All = all;
        Compared = [.. all.Where(IsCompared)];
        Measured = [.. all.Where(IsMeasured)];
        LooksBack = Measured
            .Where(metric => metric.Source is null)
            .Select(metric => metric.Interval)
            .DefaultIfEmpty(TimeSpan.Zero)
            .Max();
    }

    /// <summary>All of them. Where none are asked for: errors and latency, compared with stable.</summary>
    public ImmutableArray<MetricSpec> All { get; }

    /// <summary>Those whose evidence counts.</summary>
    public ImmutableArray<MetricSpec> Compared { get; }

    /// <summary>Those that are measured in rounds of checks.</summary>
    public ImmutableArray<MetricSpec> Measured { get; }

    /// <summary>The longest time that one measured at the edge looks back; zero when none does.</summary>
    public TimeSpan LooksBack { get; }

    /// <summary>The metrics of an analysis.</summary>
    public static MetricSet Of(AnalysisSpec analysis) =>
        Known.GetValue(analysis, one => new MetricSet(one.Metrics.IsEmpty ? Default : one.Metrics));

    /// <summary>Whether the edge measures a metric of this name.</summary>
    public static bool IsBuiltIn(string name) =>
        name is MetricSpec.SuccessRate or MetricSpec.Duration or MetricSpec.GrpcSuccessRate;

    /// <summary>Time from the moment a step is reached to the first measurement of a metric; one of the edge needs requests to look back at.</summary>
    public static TimeSpan Delay(MetricSpec metric, AnalysisSpec analysis)
    {
        var delay = metric.InitialDelay;
        if (metric.Source is not null)
            return delay;
        var filled = metric.Interval < analysis.Interval ? metric.Interval : analysis.Interval;
        return delay > filled ? delay : filled;
    }

    /// <summary>Time from the moment a step is reached to its check: an interval, or longer where a metric is to be measured later.</summary>
    public static TimeSpan FirstCheck(AnalysisSpec analysis)
    {
        var first = analysis.Interval;
        foreach (var metric in Of(analysis).Measured)
        {
            if (metric.InitialDelay > first)
                first = metric.InitialDelay;
        }

        return first;
    }

    /// <summary>One of the edge that is asked to be compared, or that has no limits of its own.</summary>
    private static bool IsCompared(MetricSpec metric) =>
        metric.Source is null && IsBuiltIn(metric.Name) && (metric.Compare is not null || !HasLimits(metric));

    private static bool IsMeasured(MetricSpec metric) =>
        metric.Source is not null || HasLimits(metric) || !IsBuiltIn(metric.Name);

    private static bool HasLimits(MetricSpec metric) => metric.Min is not null || metric.Max is not null;
}
