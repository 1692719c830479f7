using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;

namespace Serinus.Delivery;

/// <summary>What one version did in the last moments, for people to see.</summary>
/// <param name="RequestsPerSecond">Requests a second.</param>
/// <param name="ErrorPercent">Percent of them that failed; null when there were none.</param>
/// <param name="Median">Milliseconds that half of them did not exceed, rounded up to an edge that is counted; null when there were none, or it is above all edges.</param>
/// <param name="P99">The same for 99 of 100.</param>
public sealed record ArmRate(double RequestsPerSecond, double? ErrorPercent, double? Median, double? P99)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>Rates of both versions; null when nothing was counted lately.</summary>
    /// <param name="blocks">What was counted, the newest last.</param>
    /// <param name="now">The time.</param>
    public static (ArmRate Stable, ArmRate Canary)? Of(ImmutableArray<TrafficBlock> blocks, DateTimeOffset now)
    {
        var lately = blocks.Where(block => block.At > now - Window).ToArray();
        if (lately.Length == 0)
            return null;
        // A block tells when it ended: the one before the first of them tells when that began.
        var before = blocks.LastOrDefault(block => block.At <= now - Window)?.At;
        var began = before ?? lately[0].At - TimeSpan.FromSeconds(1);
        var time = lately[^1].At - began;
        var edges = lately[^1].Edges;
        return (
            Of([.. lately.Select(block => block.Stable)], edges, time),
            Of([.. lately.Select(block => block.Canary)], edges, time)
        );
    }

    private static ArmRate Of(ImmutableArray<ArmBlock> blocks, ImmutableArray<double> edges, TimeSpan time)
    {
        var requests = blocks.Sum(block => block.Requests);
        var durations = new long[edges.Length + 1];
        foreach (var block in blocks.Where(block => block.Durations.Length == durations.Length))
        {
            for (var i = 0; i < durations.Length; i++)
                durations[i] += block.Durations[i];
        }

        return new ArmRate(
            time > TimeSpan.Zero ? requests / time.TotalSeconds : 0,
            requests > 0 ? 100.0 * blocks.Sum(block => block.Errors) / requests : null,
            Quantile(durations, edges, 0.5),
            Quantile(durations, edges, 0.99)
        );
    }

    private static double? Quantile(long[] durations, ImmutableArray<double> edges, double share)
    {
        var all = durations.Sum();
        var below = 0L;
        for (var i = 0; i < edges.Length; i++)
        {
            below += durations[i];
            if (all > 0 && below >= share * all)
                return edges[i];
        }

        return null;
    }
}
