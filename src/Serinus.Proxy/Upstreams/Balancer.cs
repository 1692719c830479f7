namespace Serinus.Proxy.Upstreams;

/// <summary>
/// The ways to pick one of several candidates. Pure but for the requests in flight they read. Every candidate whose bit is in
/// <c>tried</c> is passed over; the caller sees to it that one at least is not.
/// </summary>
internal static class Balancer
{
    /// <summary>
    /// Up to this many candidates are all looked at for the least outstanding; each look may cost a cache miss. Of more, this
    /// many side by side from a random place on: the least of d drawn is within a constant of the least of all
    /// (Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 2001), and d is large here.
    /// </summary>
    public const int LooksMax = 128;

    /// <summary>The candidate whose turn it is, or the next one not tried.</summary>
    public static int RoundRobin(ReadOnlySpan<Candidate> candidates, ulong tried, ulong turn)
    {
        var index = (int)(turn % (uint)candidates.Length);
        while ((candidates[index].TriedBit & tried) != 0)
            index = index + 1 < candidates.Length ? index + 1 : 0;
        return index;
    }

    /// <summary>A candidate drawn at random.</summary>
    public static int Random(ReadOnlySpan<Candidate> candidates, ulong tried, uint random) =>
        RoundRobin(candidates, tried, Scale((uint)StableHash.Mix(random), candidates.Length));

    /// <summary>Of two different candidates drawn at random, the one with fewer requests in flight; of equals the first.</summary>
    public static int PowerOfTwo(ReadOnlySpan<Candidate> candidates, ulong tried, uint random)
    {
        var bits = StableHash.Mix(random);
        var first = Scale((uint)bits, candidates.Length);
        var second = Scale((uint)(bits >> 32), candidates.Length - 1);
        if (second >= first)
            second++;
        var one = RoundRobin(candidates, tried, first);
        var other = RoundRobin(candidates, tried, second);
        return candidates[other].Endpoint.RequestsInFlight < candidates[one].Endpoint.RequestsInFlight ? other : one;
    }

    /// <summary>The candidate with the fewest requests in flight; equals take turns.</summary>
    public static int LeastOutstanding(ReadOnlySpan<Candidate> candidates, ulong tried, ulong turn, uint random) =>
        candidates.Length > LooksMax
            ? LeastOfSome(candidates, tried, (int)Scale((uint)StableHash.Mix(random), candidates.Length))
            : LeastOfAll(candidates, tried, turn);

    /// <summary>
    /// The candidate with the highest weight for the key (Thaler and Ravishankar, Using Name-Based Mappings to Increase Hit
    /// Rates, 1998): every candidate's weight is its own, so one that leaves moves only the keys it had.
    /// </summary>
    public static int Rendezvous(ReadOnlySpan<Candidate> candidates, ulong tried, ulong keyHash)
    {
        var best = -1;
        var bestWeight = 0UL;
        for (var i = 0; i < candidates.Length; i++)
        {
            if ((candidates[i].TriedBit & tried) != 0)
                continue;
            var weight = StableHash.Mix(keyHash ^ candidates[i].HashSeed);
            if (best < 0 || weight > bestWeight)
                (best, bestWeight) = (i, weight);
        }

        return best;
    }

    /// <summary>Two passes: how many share the minimum, then the one of them whose turn it is. Exact while nothing changes in between.</summary>
    private static int LeastOfAll(ReadOnlySpan<Candidate> candidates, ulong tried, ulong turn)
    {
        var least = int.MaxValue;
        var equals = 0u;
        foreach (ref readonly var candidate in candidates)
        {
            if ((candidate.TriedBit & tried) != 0)
                continue;
            var requests = candidate.Endpoint.RequestsInFlight;
            equals =
                requests < least ? 1
                : requests == least ? equals + 1
                : equals;
            least = Math.Min(least, requests);
        }

        var skip = turn % equals;
        var last = -1;
        for (var i = 0; i < candidates.Length; i++)
        {
            if ((candidates[i].TriedBit & tried) != 0 || candidates[i].Endpoint.RequestsInFlight > least)
                continue;
            last = i;
            if (skip-- == 0)
                break;
        }

        // All of them became busier since the first pass: then any is as good as another.
        return last >= 0 ? last : RoundRobin(candidates, tried, turn);
    }

    private static int LeastOfSome(ReadOnlySpan<Candidate> candidates, ulong tried, int start)
    {
        var best = -1;
        var least = int.MaxValue;
        var index = RoundRobin(candidates, tried, (uint)start);
        for (var looks = 0; looks < LooksMax; looks++)
        {
            var requests = candidates[index].Endpoint.RequestsInFlight;
            if ((candidates[index].TriedBit & tried) == 0 && (best < 0 || requests < least))
                (best, least) = (index, requests);
            index = index + 1 < candidates.Length ? index + 1 : 0;
        }

        return best;
    }

    /// <summary>Spreads 32 random bits evenly over 0…count - 1 (Lemire, Fast Random Integer Generation in an Interval, 2019).</summary>
    private static uint Scale(uint random, int count) => (uint)(((ulong)random * (uint)count) >> 32);
}
