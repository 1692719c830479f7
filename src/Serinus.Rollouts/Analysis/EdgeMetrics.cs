using System.Collections.Immutable;
using System.Globalization;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Analysis;

/// <summary>Metrics the edge measures, over the last while, of the canary alone.</summary>
public static class EdgeMetrics
{
    /// <summary>Of how many canary requests in a hundred a duration is spoken of.</summary>
    private const double Quantile = 0.99;

    /// <summary>The value of a built-in metric; none where there were fewer requests than it wants.</summary>
    public static Measurement Measure(MetricSpec metric, ImmutableArray<WindowSlot> window, DateTimeOffset now)
    {
        var slots = window.Where(slot => slot.At > now - metric.Interval - Window.SlotOf(metric.Interval)).ToArray();
        return metric.Name switch
        {
            MetricSpec.SuccessRate => Share(
                metric,
                slots.Sum(slot => slot.Canary.Requests),
                slots.Sum(slot => slot.Canary.Errors)
            ),
            MetricSpec.GrpcSuccessRate => Share(
                metric,
                slots.Sum(slot => slot.Canary.Calls),
                slots.Sum(slot => slot.Canary.FailedCalls)
            ),
            MetricSpec.Duration => Slowest(metric, slots),
            _ => new Measurement
            {
                Error = string.Create(
                    CultureInfo.InvariantCulture,
                    $"the edge measures no {metric.Name}; give it a source, or name {MetricSpec.SuccessRate}, {MetricSpec.Duration} or {MetricSpec.GrpcSuccessRate}"
                ),
            },
        };
    }

    private static Measurement Share(MetricSpec metric, long requests, long bad) =>
        requests < Math.Max(1, metric.MinRequests)
            ? new Measurement()
            : new Measurement { Value = 100.0 * (requests - bad) / requests };

    /// <summary>The duration in milliseconds that 99 of 100 requests do not exceed: inside a bucket it is taken to rise evenly, as Prometheus does.</summary>
    private static Measurement Slowest(MetricSpec metric, WindowSlot[] slots)
    {
        if (slots.LastOrDefault(slot => !slot.Edges.IsEmpty) is not { } last)
            return new Measurement();
        var edges = last.Edges;
        var buckets = new long[edges.Length + 1];
        foreach (var slot in slots)
        {
            // Counts over other edges, of a configuration before, cannot be added to these.
            if (!slot.Edges.AsSpan().SequenceEqual(edges.AsSpan()) || slot.Canary.Durations.Length != buckets.Length)
                continue;
            for (var i = 0; i < buckets.Length; i++)
                buckets[i] += slot.Canary.Durations[i];
        }

        var requests = buckets.Sum();
        return requests < Math.Max(1, metric.MinRequests)
            ? new Measurement()
            : new Measurement { Value = At(Quantile * requests, buckets, edges) };
    }

    private static double At(double rank, long[] buckets, ImmutableArray<double> edges)
    {
        var below = 0L;
        for (var i = 0; i < edges.Length; i++)
        {
            if (below + buckets[i] >= rank && buckets[i] > 0)
            {
                var from = i == 0 ? 0 : edges[i - 1];
                return from + (edges[i] - from) * ((rank - below) / buckets[i]);
            }

            below += buckets[i];
        }

        // Beyond the last edge nothing is known but that it was passed.
        return edges[^1];
    }
}
