using System.Collections.Immutable;

namespace Serinus.Routing.Split;

/// <summary>The exact split: an integer low-discrepancy sequence by weight, and bucket ranges for cohorts.</summary>
/// <remarks>
/// Of two backends with the weights w and W−w, request k goes to the first when ⌊((k+1)·w+φ)/W⌋ &gt; ⌊(k·w+φ)/W⌋: a Beatty sequence. Its share
/// of any window of N requests is N·w/W rounded down or up, and exactly w of every W. Of more backends the smallest is taken out
/// first, and what is left is numbered anew and split in the same way, so each backend is still exact over a period, and in any window
/// within 1 plus its part of what those before it were off. (From three backends on, within 1 for every one cannot be had in general:
/// A. S. Fraenkel, "Complementing and exactly covering sequences", J. Combin. Theory A 14, 1973.)
/// </remarks>
public sealed class BackendSplit
{
    /// <summary>Number of cohort buckets.</summary>
    public const int Buckets = 1_000_000;

    // A fraction of 1 in units of 2^-64.
    private const ulong Half = 1UL << 63;

    private readonly ImmutableArray<string> names;
    private readonly ImmutableArray<int> weights;
    private readonly Level[] levels;
    private readonly uint total;
    private readonly int last;
    private readonly ulong start;
    private readonly ulong[] startPhases;
    private readonly int[] bucketEnds;

    private BackendSplit(ImmutableArray<string> names, ImmutableArray<int> weights, ulong start, ulong[] startPhases)
    {
        this.names = names;
        this.weights = weights;
        this.start = start;
        this.startPhases = startPhases;
        total = (uint)weights.Sum();
        var order = Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0).OrderBy(i => weights[i]).ToArray();
        last = order.Length == 0 ? -1 : order[^1];
        levels = new Level[Math.Max(0, order.Length - 1)];
        var left = total;
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = new Level(order[i], (uint)weights[order[i]], left, startPhases[order[i]]);
            left -= levels[i].Weight;
        }

        bucketEnds = BucketEnds(weights, total);
    }

    /// <summary>Makes the split of a new route: rounding begins in the middle, so that any first N requests are within a half of their share.</summary>
    /// <param name="names">Names of the backends; under them the phase is carried when weights change.</param>
    /// <param name="weights">Whole weights in the same order, 0 or more, totalling <see cref="Weights.TotalMax"/> at most.</param>
    public static BackendSplit Create(ImmutableArray<string> names, ImmutableArray<int> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, names.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weights.Sum(weight => (long)weight), Weights.TotalMax);
        var phases = new ulong[names.Length];
        Array.Fill(phases, Half);
        return new BackendSplit(names, weights, 0, phases);
    }

    /// <summary>
    /// This split as it goes on where <paramref name="previous"/> stops: each backend keeps, by its name, the part of a request it
    /// is owed, so that a window over the change is as exact as any other. The same names and weights give <paramref name="previous"/> itself.
    /// </summary>
    /// <param name="previous">The split up to now.</param>
    /// <param name="atNumber">The first number that is split by the new weights.</param>
    public BackendSplit Continue(BackendSplit previous, ulong atNumber)
    {
        if (ReferenceEquals(this, previous) || IsSame(previous))
            return previous;
        var before = previous.PhasesAt(atNumber);
        var phases = new ulong[names.Length];
        for (var i = 0; i < phases.Length; i++)
        {
            var known = previous.names.IndexOf(names[i]);
            phases[i] = known < 0 ? Half : before[known];
        }

        return new BackendSplit(names, weights, atNumber, phases);
    }

    /// <summary>Backend of the request with this number, by weight; -1 when every weight is 0.</summary>
    public int ByWeight(ulong number)
    {
        if (levels.Length == 0)
            return last;
        var index = (uint)((number - start) % total);
        foreach (ref readonly var level in levels.AsSpan())
        {
            // At most 10^6 · 10^6 + 10^6. One division: the second floor is larger when the remainder and one more weight fill the total.
            var sum = (ulong)index * level.Weight + level.Phase;
            var turns = (uint)(sum / level.Total);
            if ((uint)(sum - (ulong)turns * level.Total) + level.Weight >= level.Total)
                return level.Backend;
            index -= turns;
        }

        return last;
    }

    /// <summary>Backend of the user with this bucket (0…999 999); -1 when every weight is 0.</summary>
    public int ByBucket(int bucket)
    {
        if (total == 0)
            return -1;
        for (var i = 1; i < bucketEnds.Length; i++)
        {
            if (bucket < bucketEnds[i])
                return i;
        }

        return 0;
    }

    /// <summary>A bucket of a backend's own, the same for the same random number; a backend with weight 0 has none, and -1 is returned.</summary>
    /// <param name="backend">Index of the backend.</param>
    /// <param name="random">32 random bits.</param>
    public int BucketWithin(int backend, uint random)
    {
        if (total == 0 || weights[backend] == 0)
            return -1;
        var from = backend == 0 ? bucketEnds[^1] : bucketEnds[backend - 1];
        var to = backend == 0 ? Buckets : bucketEnds[backend];
        return from + (int)(((ulong)random * (uint)(to - from)) >> 32);
    }

    /// <summary>Share of a backend, from 0 to 1.</summary>
    public double Share(int backend) => total == 0 ? 0 : (double)weights[backend] / total;

    private bool IsSame(BackendSplit other) => names.SequenceEqual(other.names) && weights.SequenceEqual(other.weights);

    /// <summary>For each backend the part of a request it is owed before request <paramref name="number"/> is split.</summary>
    private ulong[] PhasesAt(ulong number)
    {
        var phases = (ulong[])startPhases.Clone();
        if (levels.Length == 0)
            return phases;
        var index = (uint)((number - start) % total);
        foreach (ref readonly var level in levels.AsSpan())
        {
            var (turns, phase) = level.At(index);
            index -= turns;
            phases[level.Backend] = phase;
            // The last one gets what the others leave: whatever they are owed it is ahead. It is owed nearly one when they are owed nothing.
            phases[last] = phase == 0 ? ulong.MaxValue : 0 - phase;
        }

        return phases;
    }

    /// <summary>End of each backend's range of buckets: canaries lowest, in the order listed; stable (index 0) has what is left.</summary>
    private static int[] BucketEnds(ImmutableArray<int> weights, uint total)
    {
        var ends = new int[Math.Max(1, weights.Length)];
        long sum = 0;
        for (var i = 1; i < weights.Length; i++)
        {
            sum += weights[i];
            ends[i] = total == 0 ? 0 : (int)(sum * Buckets / total);
        }

        return ends;
    }

    /// <summary>One backend and what stands behind it. The phase decides by its whole part alone; the rest is kept for <see cref="Continue"/>.</summary>
    private readonly struct Level
    {
        private readonly ulong fraction;

        public Level(int backend, uint weight, uint total, ulong phase)
        {
            Backend = backend;
            Weight = weight;
            Total = total;
            Phase = (uint)Math.BigMul(phase, total, out fraction);
        }

        public int Backend { get; }

        public uint Weight { get; }

        public uint Total { get; }

        public uint Phase { get; }

        public (uint Turns, ulong Phase) At(uint index)
        {
            var (turns, rest) = Math.DivRem((ulong)index * Weight + Phase, Total);
            return ((uint)turns, (ulong)(new UInt128(rest, fraction) / Total));
        }
    }
}
