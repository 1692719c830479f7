using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics;

namespace Serinus.Proxy.Telemetry;

/// <summary>
/// Durations at which requests of a rollout are counted: fixed ones, and those that its objectives name. A bucket holds what took longer than
/// the edge before it, and no longer than its own; the last holds what is above every edge. Immutable.
/// </summary>
public sealed class AnalysisEdges
{
    /// <summary>Cells of a power of two: within one of them stands at most one of the fixed edges.</summary>
    private const int CellBits = 2;

    // From 1 ms to 10 s in 25 even steps, a factor of 1.45 each, rounded to two digits.
    private static readonly double[] Fixed =
    [
        1,
        1.4,
        2.1,
        3,
        4.4,
        6.3,
        9.1,
        13,
        19,
        28,
        40,
        58,
        83,
        120,
        170,
        250,
        360,
        520,
        760,
        1_100,
        1_600,
        2_300,
        3_300,
        4_800,
        6_900,
        10_000,
    ];

    private readonly long[] ticks;
    private readonly byte[] firstOfCell = new byte[64 << CellBits];

    private AnalysisEdges(ImmutableArray<double> milliseconds)
    {
        Milliseconds = milliseconds;
        ticks = [.. milliseconds.Select(edge => (long)Math.Round(edge * Stopwatch.Frequency / 1_000))];
        for (var cell = 0; cell < firstOfCell.Length; cell++)
        {
            var from = LeastOf(cell);
            firstOfCell[cell] = (byte)ticks.Count(edge => edge < from);
        }
    }

    /// <summary>The fixed edges alone.</summary>
    public static AnalysisEdges Standard { get; } = new([.. Fixed]);

    /// <summary>The edges in milliseconds, rising.</summary>
    public ImmutableArray<double> Milliseconds { get; }

    /// <summary>How many buckets there are: one more than edges.</summary>
    public int Buckets => ticks.Length + 1;

    /// <summary>The fixed edges and these.</summary>
    /// <param name="milliseconds">Durations above 0.</param>
    public static AnalysisEdges With(ImmutableArray<double> milliseconds) =>
        milliseconds.IsEmpty ? Standard : new([.. Fixed.Concat(milliseconds).Distinct().Order()]);

    /// <summary>Whether these are the fixed edges and those.</summary>
    public bool AreThoseWith(ImmutableArray<double> milliseconds) =>
        milliseconds.IsEmpty
            ? Milliseconds.Length == Fixed.Length
            : With(milliseconds).Milliseconds.SequenceEqual(Milliseconds);

    /// <summary>
    /// The bucket of a duration in <see cref="Stopwatch"/> ticks: the number of edges below it. Its highest bits tell where to look, and
    /// there one or two comparisons are left.
    /// </summary>
    public int BucketOf(long duration)
    {
        var bucket = (int)firstOfCell[CellOf(duration)];
        while (bucket < ticks.Length && duration > ticks[bucket])
            bucket++;
        return bucket;
    }

    /// <summary>Power of two and the bits below it.</summary>
    private static int CellOf(long duration)
    {
        var value = (ulong)duration | 1UL << CellBits;
        var power = BitOperations.Log2(value);
        return power << CellBits | (int)(value >> (power - CellBits) & ((1 << CellBits) - 1));
    }

    /// <summary>The least duration of a cell.</summary>
    private static long LeastOf(int cell)
    {
        var power = cell >> CellBits;
        if (power <= CellBits)
            return 0;
        var least = 1UL << power | (ulong)(cell & ((1 << CellBits) - 1)) << (power - CellBits);
        return (long)Math.Min(least, long.MaxValue);
    }
}
