using System.Collections.Immutable;
using Serinus.Rollouts.Statistics;

namespace Serinus.Rollouts.Analysis;

/// <summary>Durations as the edge counts them, in milliseconds, and as evidence counts them, in microseconds.</summary>
internal static class Durations
{
    /// <summary>Edges of evidence for edges of a block.</summary>
    public static LatencyEdges Edges(ImmutableArray<double> milliseconds) =>
        new([.. milliseconds.Take(LatencyEdges.CountMax).Select(Microseconds)]);

    /// <summary>Whether a block counts at the edges of the evidence.</summary>
    public static bool AreSame(LatencyEdges edges, ImmutableArray<double> milliseconds)
    {
        if (edges.Count != Math.Min(milliseconds.Length, LatencyEdges.CountMax))
            return false;
        for (var i = 0; i < edges.Count; i++)
        {
            if (edges.Microseconds[i] != Microseconds(milliseconds[i]))
                return false;
        }

        return true;
    }

    /// <summary>Counts for the edges of evidence: what is above the last of them is one bucket. None counted is all zero; null where they do not fit.</summary>
    public static ImmutableArray<long>? Buckets(ImmutableArray<long> counts, LatencyEdges edges)
    {
        if (counts.IsDefaultOrEmpty)
            return [.. new long[edges.Buckets]];
        if (counts.Length < edges.Buckets || counts.Any(count => count < 0))
            return null;
        if (counts.Length == edges.Buckets)
            return counts;
        var buckets = counts.AsSpan()[..edges.Buckets].ToArray();
        for (var i = edges.Buckets; i < counts.Length; i++)
            buckets[^1] += counts[i];
        return [.. buckets];
    }

    private static long Microseconds(double milliseconds) => (long)Math.Round(milliseconds * 1000);
}
