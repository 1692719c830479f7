using CsCheck;
using Serinus.Proxy.Upstreams;
using Serinus.Routing.Config;

namespace Serinus.Tests.Proxy.Upstreams;

public sealed class BalancerTests
{
    private static readonly Gen<(int Count, int[] InFlight, ulong Tried)> Fleets =
        from count in Gen.Int[2, 200]
        from inFlight in Gen.Int[0, 4].Array[count]
        from tried in Gen.ULong
        where Enumerable.Range(0, count).Any(i => (CandidateSet.TriedBit(i) & tried) == 0)
        select (count, inFlight, tried);

    [Fact]
    public void No_balancer_picks_what_was_tried() =>
        Gen.Select(Fleets, Gen.UInt)
            .Sample(
                (fleet, random) =>
                {
                    var candidates = Candidates(fleet.Count, fleet.InFlight);
                    int[] picks =
                    [
                        Balancer.RoundRobin(candidates, fleet.Tried, random),
                        Balancer.Random(candidates, fleet.Tried, random),
                        Balancer.PowerOfTwo(candidates, fleet.Tried, random),
                        Balancer.LeastOutstanding(candidates, fleet.Tried, random, random),
                        Balancer.Rendezvous(candidates, fleet.Tried, random),
                    ];
                    Assert.All(picks, pick => Assert.Equal(0UL, candidates[pick].TriedBit & fleet.Tried));
                }
            );

    [Fact]
    public void Least_outstanding_picks_a_minimum() =>
        Gen.Select(Fleets.Where(fleet => fleet.Count <= Balancer.LooksMax), Gen.UInt)
            .Sample(
                (fleet, turn) =>
                {
                    var candidates = Candidates(fleet.Count, fleet.InFlight);
                    var pick = Balancer.LeastOutstanding(candidates, fleet.Tried, turn, 0);
                    var least = candidates
                        .Where(candidate => (candidate.TriedBit & fleet.Tried) == 0)
                        .Min(candidate => candidate.Endpoint.RequestsInFlight);
                    Assert.Equal(least, candidates[pick].Endpoint.RequestsInFlight);
                }
            );

    [Fact]
    public void Least_outstanding_gives_equals_equal_turns() =>
        Fleets
            .Where(fleet => fleet.Count <= Balancer.LooksMax)
            .Sample(fleet =>
            {
                var candidates = Candidates(fleet.Count, fleet.InFlight);
                var least = fleet.InFlight.Min();
                var equals = fleet.InFlight.Count(n => n == least);
                var counts = new int[fleet.Count];
                for (var turn = 0UL; turn < (ulong)equals * 3; turn++)
                    counts[Balancer.LeastOutstanding(candidates, 0, turn, 0)]++;
                for (var i = 0; i < counts.Length; i++)
                    Assert.Equal(fleet.InFlight[i] == least ? 3 : 0, counts[i]);
            });

    [Fact]
    public void Least_outstanding_of_very_many_keeps_the_load_close_to_even()
    {
        var candidates = Candidates(1000, new int[1000]);
        var random = new Random(7);
        for (var request = 0UL; request < 10_000; request++)
        {
            var pick = Balancer.LeastOutstanding(candidates, 0, request, (uint)random.NextInt64(1L << 32));
            candidates[pick].Endpoint.Enter();
        }

        Assert.All(candidates, candidate => Assert.InRange(candidate.Endpoint.RequestsInFlight, 9, 11));
    }

    [Fact]
    public void Power_of_two_compares_two_different_endpoints() =>
        Gen.UInt.Sample(random => Assert.Equal(1, Balancer.PowerOfTwo(Candidates(2, [1, 0]), 0, random)));

    [Fact]
    public void Power_of_two_and_random_reach_every_endpoint_about_equally()
    {
        var candidates = Candidates(10, new int[10]);
        var (two, one) = (new int[10], new int[10]);
        for (var random = 0u; random < 100_000; random++)
        {
            two[Balancer.PowerOfTwo(candidates, 0, random)]++;
            one[Balancer.Random(candidates, 0, random)]++;
        }

        // 10 000 each, standard deviation below 100.
        Assert.All(two, count => Assert.InRange(count, 9_500, 10_500));
        Assert.All(one, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void Rendezvous_moves_only_the_keys_of_the_endpoint_that_left() =>
        Gen.Select(Gen.Int[2, 30], Gen.Int[0, 29], Gen.ULong.Array[100])
            .Sample(
                (count, leaver, keys) =>
                {
                    var before = Candidates(count, new int[count]);
                    var left = before[leaver % count];
                    var after = before.Where(candidate => candidate != left).ToArray();
                    foreach (var key in keys)
                    {
                        var had = before[Balancer.Rendezvous(before, 0, key)];
                        var has = after[Balancer.Rendezvous(after, 0, key)];
                        Assert.True(had == has || had == left);
                    }
                }
            );

    [Fact]
    public void Rendezvous_shares_keys_about_equally()
    {
        var candidates = Candidates(10, new int[10]);
        var counts = new int[10];
        for (var key = 0; key < 100_000; key++)
            counts[Balancer.Rendezvous(candidates, 0, StableHash.Of(BitConverter.GetBytes(key)))]++;

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void The_hash_of_a_key_never_changes_from_release_to_release()
    {
        // Replicas of different versions serve side by side during an upgrade and must agree.
        Assert.Equal(0x46B7_3E79_F0C3_7C00UL, StableHash.Of(""u8));
        Assert.Equal(0x7E31_7B81_4477_B795UL, StableHash.Of("alice"u8));
        Assert.Equal(0x9A86_F96F_5FDB_8143UL, StableHash.Of("a key longer than eight bytes"u8));
        Assert.Equal(0x4DF5_EC38_8249_C176UL, StableHash.Of(new UInt128(1, 2)));
    }

    private static Candidate[] Candidates(int count, int[] inFlight)
    {
        var candidates = new Candidate[count];
        for (var i = 0; i < count; i++)
        {
            var endpoint = new LiveEndpoint(Fleet.Endpoint(i), loops: 1);
            for (var request = 0; request < inFlight[i]; request++)
                endpoint.Enter();
            candidates[i] = new Candidate(endpoint, endpoint.HashSeed, CandidateSet.TriedBit(i));
        }

        return candidates;
    }
}
