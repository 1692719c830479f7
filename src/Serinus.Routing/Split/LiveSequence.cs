namespace Serinus.Routing.Split;

/// <summary>
/// The number of the next request that is split by weight, one per route, and the split that number goes by. The number is
/// carried from snapshot to snapshot by the route's name, so a reload moves no sequence. Any thread may take a number; each number is given once.
/// </summary>
public sealed class LiveSequence
{
    private readonly Counter counter;

    /// <summary>Begins the sequence of a new route.</summary>
    /// <param name="split">The route's split.</param>
    public LiveSequence(BackendSplit split)
        : this(split, new Counter()) { }

    private LiveSequence(BackendSplit split, Counter counter)
    {
        Split = split;
        this.counter = counter;
    }

    /// <summary>The split, its phase carried over every change of weights.</summary>
    public BackendSplit Split { get; }

    /// <summary>The number the next call of <see cref="Next"/> will give.</summary>
    public ulong Current => (ulong)Volatile.Read(ref counter.Next);

    /// <summary>Takes the next number.</summary>
    public ulong Next() => (ulong)Interlocked.Increment(ref counter.Next) - 1;

    /// <summary>The sequence under the next snapshot: it goes on counting, and a window over a change of weights is as exact as any other. The same weights give the same object.</summary>
    /// <param name="split">The split of the route as it is compiled now.</param>
    public LiveSequence Continue(BackendSplit split)
    {
        var continued = split.Continue(Split, Current);
        return ReferenceEquals(continued, Split) ? this : new LiveSequence(continued, counter);
    }

    // Shared by the sequences of a route under old and new snapshots: exchanges that still hold the old one take numbers from the same row.
    private sealed class Counter
    {
        public long Next;
    }
}
