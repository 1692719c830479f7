namespace Serinus.Proxy.Telemetry;

/// <summary>
/// What analysis wants to know of one arm on one loop. That loop writes, anybody reads: a number that is odd while something is written lets
/// a reader notice that he has read half of it, and read again. Without that a request and its error could fall into two readings.
/// </summary>
internal sealed class AnalysisCounters(int buckets)
{
    // A cache line of nothing on either side: loops' counters never share one, wherever the GC puts them.
    private const int Padding = 8;
    private const int Version = Padding;
    private const int Requests = Version + 1;
    private const int Errors = Version + 2;
    private const int Calls = Version + 3;
    private const int FailedCalls = Version + 4;
    private const int Durations = Version + 5;

    private readonly long[] counts = new long[Durations + buckets + Padding];

    /// <summary>Counts a request that has ended. On the loop's thread.</summary>
    public void Add(bool isError, bool isCall, bool isFailedCall, int bucket)
    {
        var counted = counts;

        // Every store is a release: none is seen before those in front of it.
        Volatile.Write(ref counted[Version], counted[Version] + 1);
        Volatile.Write(ref counted[Requests], counted[Requests] + 1);
        if (isError)
            Volatile.Write(ref counted[Errors], counted[Errors] + 1);
        if (isCall)
            Volatile.Write(ref counted[Calls], counted[Calls] + 1);
        if (isFailedCall)
            Volatile.Write(ref counted[FailedCalls], counted[FailedCalls] + 1);
        Volatile.Write(ref counted[Durations + bucket], counted[Durations + bucket] + 1);
        Volatile.Write(ref counted[Version], counted[Version] + 1);
    }

    /// <summary>Adds the counts of one moment. From any thread.</summary>
    public void AddTo(AnalysisTotals totals)
    {
        Span<long> copy = stackalloc long[counts.Length];
        while (!TryCopy(copy))
            Thread.SpinWait(1);
        totals.Requests += copy[Requests];
        totals.Errors += copy[Errors];
        totals.Calls += copy[Calls];
        totals.FailedCalls += copy[FailedCalls];
        for (var bucket = 0; bucket < totals.Durations.Length; bucket++)
            totals.Durations[bucket] += copy[Durations + bucket];
    }

    /// <summary>Requests and errors of one moment. From any thread.</summary>
    public OutcomeCount Count()
    {
        while (true)
        {
            var before = Volatile.Read(ref counts[Version]);
            var count = new OutcomeCount(Volatile.Read(ref counts[Requests]), Volatile.Read(ref counts[Errors]));
            if ((before & 1) == 0 && Volatile.Read(ref counts[Version]) == before)
                return count;
            Thread.SpinWait(1);
        }
    }

    private bool TryCopy(Span<long> copy)
    {
        var before = Volatile.Read(ref counts[Version]);
        if ((before & 1) != 0)
            return false;
        for (var i = Requests; i < copy.Length - Padding; i++)
            copy[i] = Volatile.Read(ref counts[i]);
        return Volatile.Read(ref counts[Version]) == before;
    }
}
