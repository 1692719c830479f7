namespace Serinus.Routing.Split;

/// <summary>
/// The number of the next request that is split by weight, one per route. Carried from snapshot to snapshot by the route's
/// name, so a reload moves no sequence. Any thread may take a number; each number is given once.
/// </summary>
public sealed class LiveSequence
{
    private long next;

    /// <summary>The number the next call of <see cref="Next"/> will give.</summary>
    public ulong Current => (ulong)Volatile.Read(ref next);

    /// <summary>Takes the next number.</summary>
    public ulong Next() => (ulong)Interlocked.Increment(ref next) - 1;
}
