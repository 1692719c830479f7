namespace Serinus.Proxy.Upstreams;

/// <summary>
/// Bounds second tries to a share of the requests of the last ten seconds, so that retries cannot become the load. Any loop
/// counts and takes at any time; under races a take may see the count of a moment ago, so at most one retry per loop too
/// many is granted.
/// </summary>
public sealed class RetryBudget
{
    private const int Seconds = 10;

    private readonly PerSecond requests = new();
    private readonly PerSecond retries = new();

    /// <summary>Counts a first try.</summary>
    public void Requested(long nowMilliseconds) => requests.Add(Second(nowMilliseconds));

    /// <summary>
    /// Takes one retry if the budget allows it: while this second has seen fewer than <paramref name="minPerSecond"/> retries,
    /// or the last ten fewer than <paramref name="percent"/> of their requests.
    /// </summary>
    public bool TryTake(int percent, int minPerSecond, long nowMilliseconds)
    {
        var second = Second(nowMilliseconds);
        var allowed =
            retries.Sum(second, 1) < minPerSecond
            || (retries.Sum(second, Seconds) + 1) * 100 <= requests.Sum(second, Seconds) * percent;
        if (allowed)
            retries.Add(second);
        return allowed;
    }

    private static uint Second(long nowMilliseconds) => (uint)(nowMilliseconds / 1000);

    /// <summary>
    /// A ring of counts, one per second; a slot's upper half says which second it counts. It is longer than the seconds
    /// summed, so that a loop with a late clock meets a slot of its own second and not the next round's.
    /// </summary>
    private sealed class PerSecond
    {
        private readonly long[] slots = new long[16];

        public void Add(uint second)
        {
            ref var slot = ref slots[second % (uint)slots.Length];
            var seen = Volatile.Read(ref slot);
            if (SecondOf(seen) == second || Interlocked.CompareExchange(ref slot, First(second), seen) != seen)
                Interlocked.Increment(ref slot);
        }

        public long Sum(uint second, int seconds)
        {
            var sum = 0L;
            foreach (ref var slot in slots.AsSpan())
            {
                var seen = Volatile.Read(ref slot);
                if (second - SecondOf(seen) < (uint)seconds)
                    sum += (uint)seen;
            }

            return sum;
        }

        private static uint SecondOf(long slot) => (uint)(slot >> 32);

        private static long First(uint second) => ((long)second << 32) | 1;
    }
}
