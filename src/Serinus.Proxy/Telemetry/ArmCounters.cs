using Serinus.Proxy.Grpc;

namespace Serinus.Proxy.Telemetry;

/// <summary>Counters of one arm of a route on one loop. That loop writes, anybody reads.</summary>
internal sealed class ArmCounters(int buckets)
{
    // Pairs of count and summed ticks, one pair a bucket; the last is everything above the highest bound.
    private readonly long[] durations = new long[2 * (buckets + 1)];
    private (string Listener, StatusCounters Counters)[] listeners = [];
    private long[]? calls;
    private long chosen;
    private long fallbacks;

    /// <summary>Requests whose first choice this arm was.</summary>
    public long Chosen => Volatile.Read(ref chosen);

    /// <summary>Requests this arm failed, which stable then answered.</summary>
    public long Fallbacks => Volatile.Read(ref fallbacks);

    public void Choose() => Volatile.Write(ref chosen, chosen + 1);

    public void FallBack() => Volatile.Write(ref fallbacks, fallbacks + 1);

    public void Answer(string listener, int status, int bucket, long ticks)
    {
        At(listener).Add(status);
        ref var count = ref durations[2 * bucket];
        ref var sum = ref durations[2 * bucket + 1];
        Volatile.Write(ref sum, sum + ticks);
        Volatile.Write(ref count, count + 1);
    }

    /// <summary>A call of gRPC ended with this status; the first makes room for all of them.</summary>
    public void EndCall(int status)
    {
        var counts = calls;
        if (counts is null)
            Volatile.Write(ref calls, counts = new long[GrpcStatuses.Max + 1]);
        Volatile.Write(ref counts[status], counts[status] + 1);
    }

    public void AddTo(ArmTotals totals)
    {
        if (Volatile.Read(ref calls) is { } counts)
        {
            for (var status = 0; status < counts.Length; status++)
                totals.Calls[status] += Volatile.Read(ref counts[status]);
        }

        totals.Chosen += Chosen;
        totals.Fallbacks += Fallbacks;
        foreach (var (listener, counters) in Volatile.Read(ref listeners))
            counters.AddTo(totals.Statuses(listener));
        for (var bucket = 0; bucket < durations.Length / 2; bucket++)
        {
            // Count before sum, the other way round than they are written: a count never lacks its ticks.
            totals.BucketCounts[bucket] += Volatile.Read(ref durations[2 * bucket]);
            totals.BucketTicks[bucket] += Volatile.Read(ref durations[2 * bucket + 1]);
        }
    }

    private StatusCounters At(string listener)
    {
        // By name, not by index: an exchange of an older snapshot may number listeners otherwise. They are few, and the
        // name is nearly always the same object.
        foreach (ref readonly var known in listeners.AsSpan())
        {
            if (ReferenceEquals(known.Listener, listener) || known.Listener == listener)
                return known.Counters;
        }

        var counters = new StatusCounters();
        Volatile.Write(ref listeners, [.. listeners, (listener, counters)]);
        return counters;
    }
}
