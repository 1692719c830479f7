using System.Diagnostics;
using Prometheus;
using Serinus.Proxy.Telemetry;

namespace Serinus.Admin.Metrics;

/// <summary>
/// Feeds counted buckets into a histogram: what a bucket gained since the last time is observed at its mean, which keeps both the
/// bucket's count and the sum of all durations as they are.
/// </summary>
internal sealed class DurationSeries(Histogram.Child histogram, double[] bounds)
{
    private readonly long[] counts = new long[bounds.Length + 1];
    private readonly double[] seconds = new double[bounds.Length + 1];

    public void Update(ArmTotals totals)
    {
        for (var bucket = 0; bucket <= bounds.Length; bucket++)
        {
            var gained = totals.BucketCounts[bucket] - counts[bucket];
            if (gained <= 0)
                continue;
            var mean = ((double)totals.BucketTicks[bucket] / Stopwatch.Frequency - seconds[bucket]) / gained;

            // A loop may be between adding a duration and counting it. What does not fit the bucket now is made up for the
            // next time, because only what was observed is remembered.
            var lowest = bucket == 0 ? 0 : Math.BitIncrement(bounds[bucket - 1]);
            var highest = bucket == bounds.Length ? double.MaxValue : bounds[bucket];
            mean = Math.Clamp(mean, lowest, highest);
            histogram.Observe(mean, gained);
            counts[bucket] += gained;
            seconds[bucket] += mean * gained;
        }
    }

    public void Remove() => histogram.Remove();
}
