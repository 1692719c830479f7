using System.Collections.Immutable;

namespace Serinus.Delivery;

/// <summary>What one version did in the last moments.</summary>
/// <param name="RequestsPerSecond">Requests a second.</param>
/// <param name="ErrorPercent">Percent of them that failed; null when there were none.</param>
/// <param name="Median">Milliseconds that half of them did not exceed, rounded up to an edge that is counted; null when there were none, or it is above all edges.</param>
/// <param name="P99">The same for 99 of 100.</param>
public sealed record ArmRate(double RequestsPerSecond, double? ErrorPercent, double? Median, double? P99)
{
    /// <summary>The rate of what was counted in some time.</summary>
    /// <param name="requests">Requests.</param>
    /// <param name="errors">Of these, those that failed.</param>
    /// <param name="durations">Requests by duration; one count for each edge and one for what is above the last.</param>
    /// <param name="edges">The edges in milliseconds, rising.</param>
    /// <param name="time">The time.</param>
    public static ArmRate Of(
        long requests,
        long errors,
        ReadOnlySpan<long> durations,
        ImmutableArray<double> edges,
        TimeSpan time
    ) =>
        new(
            time > TimeSpan.Zero ? requests / time.TotalSeconds : 0,
            requests > 0 ? 100.0 * errors / requests : null,
            Quantile(durations, edges, 0.5),
            Quantile(durations, edges, 0.99)
        );

    private static double? Quantile(ReadOnlySpan<long> durations, ImmutableArray<double> edges, double share)
    {
        long all = 0;
        foreach (var count in durations)
            all += count;
        if (all == 0)
            return null;
        long below = 0;
        for (var i = 0; i < edges.Length && i < durations.Length; i++)
        {
            below += durations[i];
            if (below >= share * all)
                return edges[i];
        }

        return null;
    }
}
