using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Serinus.Rollouts.Statistics;

/// <summary>
/// The times at which latencies are counted, the same for both arms and for the life of a rollout. A bucket holds what took longer than the edge
/// before it, and no longer than its own; the last holds what is above every edge.
/// </summary>
public sealed class LatencyEdges
{
    /// <summary>Most edges there may be.</summary>
    public const int CountMax = 40;

    /// <summary>A standard edge this close to an objective gives way to it.</summary>
    private const double SameWithin = 0.05;

    /// <summary>From 1 ms to 10 s in 25 even steps, a factor of 1.45 each, rounded to two digits.</summary>
    public static LatencyEdges Standard { get; } =
        new([
            1_000,
            1_400,
            2_100,
            3_000,
            4_400,
            6_300,
            9_100,
            13_000,
            19_000,
            28_000,
            40_000,
            58_000,
            83_000,
            120_000,
            170_000,
            250_000,
            360_000,
            520_000,
            760_000,
            1_100_000,
            1_600_000,
            2_300_000,
            3_300_000,
            4_800_000,
            6_900_000,
            10_000_000,
        ]);

    /// <summary>Edges at these times.</summary>
    /// <param name="microseconds">From 1 to <see cref="CountMax"/> times above 0, rising.</param>
    /// <exception cref="ArgumentException">There are none or too many, or they do not rise.</exception>
    [JsonConstructor]
    public LatencyEdges(ImmutableArray<long> microseconds)
    {
        if (microseconds.IsDefaultOrEmpty || microseconds.Length > CountMax)
            throw new ArgumentException($"there must be 1 to {CountMax} latency edges", nameof(microseconds));
        for (var i = 0; i < microseconds.Length; i++)
        {
            if (microseconds[i] <= (i == 0 ? 0 : microseconds[i - 1]))
                throw new ArgumentException($"latency edge {microseconds[i]} µs does not rise", nameof(microseconds));
        }

        Microseconds = microseconds;
    }

    /// <summary>The edges in microseconds, rising.</summary>
    public ImmutableArray<long> Microseconds { get; }

    /// <summary>The edges in milliseconds, rising.</summary>
    [JsonIgnore]
    public ImmutableArray<double> Milliseconds => [.. Microseconds.Select(edge => edge / 1000.0)];

    /// <summary>How many edges there are.</summary>
    [JsonIgnore]
    public int Count => Microseconds.Length;

    /// <summary>How many buckets there are: one more than edges.</summary>
    [JsonIgnore]
    public int Buckets => Microseconds.Length + 1;

    /// <summary>The standard edges and those of objectives, in which standard ones within 5 % are dropped.</summary>
    /// <param name="objectives">Times that matter by themselves, such as 500 ms of "99 % within 500 ms".</param>
    /// <exception cref="ArgumentException">A time is not above 0, or there are more than <see cref="CountMax"/> edges.</exception>
    public static LatencyEdges With(IEnumerable<TimeSpan> objectives)
    {
        var wanted = objectives.Select(time => time.Ticks / TimeSpan.TicksPerMicrosecond).Distinct().ToArray();
        var standard = Standard.Microseconds.Where(edge =>
            !wanted.Any(time => Math.Abs(time - edge) <= SameWithin * edge)
        );
        return new LatencyEdges([.. standard.Concat(wanted).Order()]);
    }

    /// <summary>The bucket of a latency: the number of edges below it.</summary>
    public int BucketOf(long microseconds)
    {
        var (low, high) = (0, Microseconds.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Microseconds[middle] < microseconds)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Which edge this time is; -1 when it is none.</summary>
    public int IndexOf(TimeSpan time) =>
        Microseconds.BinarySearch(time.Ticks / TimeSpan.TicksPerMicrosecond) is >= 0 and var i ? i : -1;

    /// <summary>For each edge, how many of the counted requests took longer.</summary>
    /// <param name="buckets">Counts of each bucket, not cumulated.</param>
    /// <exception cref="ArgumentException">The number of buckets is not <see cref="Buckets"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public ArmCounts[] Slower(ReadOnlySpan<long> buckets)
    {
        if (buckets.Length != Buckets)
            throw new ArgumentException(
                $"there are {buckets.Length} buckets for {Count} edges, not {Buckets}",
                nameof(buckets)
            );
        var requests = 0L;
        foreach (var count in buckets)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(buckets));
            requests = checked(requests + count);
        }

        var slower = requests;
        var counts = new ArmCounts[Count];
        for (var i = 0; i < counts.Length; i++)
        {
            slower -= buckets[i];
            counts[i] = new ArmCounts(requests, slower);
        }

        return counts;
    }
}
