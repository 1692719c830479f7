using Serinus.Proxy.Grpc;

namespace Serinus.Proxy.Telemetry;

/// <summary>The counters of one arm of a route, summed over all loops.</summary>
public sealed class ArmTotals(int buckets)
{
    private readonly Dictionary<string, Dictionary<int, long>> byListener = [];

    /// <summary>Requests whose first choice the arm was.</summary>
    public long Chosen { get; internal set; }

    /// <summary>Requests the arm failed, which stable then answered.</summary>
    public long Fallbacks { get; internal set; }

    /// <summary>Requests answered, by listener, then by status; status 0 where nothing could be sent.</summary>
    public IReadOnlyDictionary<string, Dictionary<int, long>> ByListener => byListener;

    /// <summary>Calls of gRPC that ended, by their status.</summary>
    public long[] Calls { get; } = new long[GrpcStatuses.Max + 1];

    /// <summary>Durations counted in each bucket, not cumulated; the last is everything above the highest bound.</summary>
    public long[] BucketCounts { get; } = new long[buckets + 1];

    /// <summary>Summed durations of each bucket, in <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public long[] BucketTicks { get; } = new long[buckets + 1];

    /// <summary>Requests answered.</summary>
    public long Requests => byListener.Values.Sum(statuses => statuses.Values.Sum());

    /// <summary>Requests answered with 500 to 599.</summary>
    public long ServerErrors =>
        byListener.Values.Sum(statuses => statuses.Where(pair => pair.Key >= 500).Sum(pair => pair.Value));

    internal Dictionary<int, long> Statuses(string listener)
    {
        if (!byListener.TryGetValue(listener, out var statuses))
            byListener[listener] = statuses = [];
        return statuses;
    }
}
