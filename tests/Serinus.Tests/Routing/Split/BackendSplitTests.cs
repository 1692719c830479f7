using System.Collections.Immutable;
using CsCheck;
using Serinus.Routing.Split;

namespace Serinus.Tests.Routing.Split;

public sealed class BackendSplitTests
{
    public static TheoryData<decimal> Shares => [0.1m, 1m, 5m, 10m, 33.333m, 39.3m, 50m, 90m, 100m, 0m];

    [Theory]
    [MemberData(nameof(Shares))]
    public void Any_window_of_1000_requests_is_within_1_of_the_share(decimal percent)
    {
        var split = TwoBackends(percent);
        var canary = Counts(split, 1, 0, 250_000);

        for (var from = 0; from + 1000 < canary.Length; from++)
            Assert.True(Math.Abs(canary[from + 1000] - canary[from] - 10m * percent) <= 1, $"at {from}");
    }

    [Fact]
    public void Any_window_of_any_length_is_within_1_of_the_share() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 5000], Gen.Int[1, 3000])
            .Where((stable, canary, _, _) => stable + canary > 0)
            .Sample(
                (stable, canary, from, length) =>
                {
                    var split = Of(stable, canary);
                    var counts = Counts(split, 1, (ulong)from, length);
                    return Math.Abs(counts[length] - (double)length * canary / (stable + canary)) <= 1;
                }
            );

    [Fact]
    public void The_first_requests_are_within_a_half_of_the_share() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Int[1, 1000])
            .Sample(
                (stable, canary) =>
                {
                    var split = Of(stable, canary);
                    var small = canary <= stable ? 1 : 0;
                    var weight = Math.Min(stable, canary);
                    var counts = Counts(split, small, 0, 500);
                    return Enumerable
                        .Range(0, 501)
                        .All(n => Math.Abs(counts[n] - (double)n * weight / (stable + canary)) <= 0.5001);
                }
            );

    [Fact]
    public void Nothing_of_a_million_requests_reaches_a_backend_of_weight_0()
    {
        var split = Of(100, 0, 0);
        var elsewhere = 0;

        for (ulong number = 0; number < 1_000_000; number++)
            elsewhere += split.ByWeight(number) == 0 ? 0 : 1;

        Assert.Equal(0, elsewhere);
    }

    [Fact]
    public void Weights_of_0_everywhere_choose_nothing()
    {
        var split = Of(0, 0);

        Assert.Equal(-1, split.ByWeight(7));
        Assert.Equal(-1, split.ByBucket(7));
        Assert.Equal(-1, split.BucketWithin(0, 7));
    }

    [Fact]
    public void Each_of_many_backends_gets_exactly_its_weight_in_every_period() =>
        Gen.Select(Gen.Int[0, 60].Array[1, 8], Gen.Int[0, 5])
            .Where((weights, _) => weights.Sum() > 0)
            .Sample(
                (weights, period) =>
                {
                    var split = Of(weights);
                    var total = weights.Sum();
                    var counts = new int[weights.Length];
                    for (var i = 0; i < total; i++)
                        counts[split.ByWeight((ulong)((period * total) + i))]++;
                    return counts.SequenceEqual(weights);
                }
            );

    [Fact]
    public void Each_of_many_backends_is_within_its_bound_in_every_window() =>
        Gen.Select(Gen.Int[1, 100].Array[3, 6], Gen.Int[0, 1000], Gen.Int[1, 1000])
            .Sample(
                (weights, from, length) =>
                {
                    var split = Of(weights);
                    var total = weights.Sum();
                    var (left, off, isWithin) = ((double)total, 0.0, true);
                    foreach (var backend in Enumerable.Range(0, weights.Length).OrderBy(i => weights[i]).SkipLast(1))
                    {
                        var share = weights[backend] / left;
                        var count = Counts(split, backend, (ulong)from, length)[length];
                        isWithin &=
                            Math.Abs(count - (double)length * weights[backend] / total) <= 1 + (share * off) + 1e-9;
                        (left, off) = (left - weights[backend], 1 + ((1 - share) * off));
                    }

                    return isWithin;
                }
            );

    [Fact]
    public void A_window_over_changes_of_weights_is_within_1_of_the_summed_share() =>
        Gen.Select(Gen.Int[0, 100].Array[2, 12], Gen.Int[1, 150].Array[12], Gen.Bool)
            .Sample(
                (canaries, lengths, swapped) =>
                {
                    // Each canary weight is served for a while; all windows from any request to any later one are looked at.
                    var sequence = new LiveSequence(Named(100 - canaries[0], canaries[0], swapped: false));
                    var deviation = 0.0;
                    var (highest, lowest) = (0.0, 0.0);
                    for (var i = 0; i < canaries.Length; i++)
                    {
                        sequence = sequence.Continue(Named(100 - canaries[i], canaries[i], swapped && i % 2 == 1));
                        for (var k = 0; k < lengths[i]; k++)
                        {
                            var isCanary = sequence.Split.ByWeight(sequence.Next()) == (swapped && i % 2 == 1 ? 0 : 1);
                            deviation += (isCanary ? 1 : 0) - canaries[i] / 100.0;
                            highest = Math.Max(highest, deviation);
                            lowest = Math.Min(lowest, deviation);
                        }
                    }

                    return highest - lowest <= 1 + 1e-9;
                }
            );

    [Fact]
    public void A_reload_every_100_requests_moves_no_sequence()
    {
        var undisturbed = TwoBackends(39.3m);
        var sequence = new LiveSequence(TwoBackends(39.3m));

        for (ulong number = 0; number < 100_000; number++)
        {
            if (number % 100 == 0)
            {
                var same = sequence.Continue(TwoBackends(39.3m));
                Assert.Same(sequence, same);
                sequence = same;
            }

            Assert.Equal(undisturbed.ByWeight(number), sequence.Split.ByWeight(sequence.Next()));
        }
    }

    [Fact]
    public void Weights_in_the_same_proportion_are_the_same_split()
    {
        var split = TwoBackends(10m);

        Assert.Same(split, Of(900, 100).Continue(split, 12345));
    }

    [Fact]
    public void A_backend_that_was_away_goes_on_where_it_stopped()
    {
        var split = Of(3, 1);
        var away = Of(1, 0).Continue(split, 2);
        var back = Of(3, 1).Continue(away, 3);

        for (ulong number = 0; number < 100; number++)
            Assert.Equal(split.ByWeight(2 + number), back.ByWeight(3 + number));
    }

    [Fact]
    public void The_largest_total_and_the_largest_number_are_exact()
    {
        var split = Of(999_999, 1);
        var hits = 0;
        for (ulong number = 0; number < 1_000_000; number++)
            hits += split.ByWeight(ulong.MaxValue - number) == 1 ? 1 : 0;

        Assert.Equal(1, hits);
    }

    [Fact]
    public void Canaries_take_the_lowest_buckets_in_the_order_listed()
    {
        var split = Of(70, 10, 20);

        Assert.Equal(1, split.ByBucket(0));
        Assert.Equal(1, split.ByBucket(99_999));
        Assert.Equal(2, split.ByBucket(100_000));
        Assert.Equal(2, split.ByBucket(299_999));
        Assert.Equal(0, split.ByBucket(300_000));
        Assert.Equal(0, split.ByBucket(999_999));
    }

    [Fact]
    public void A_ramp_only_adds_users() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, BackendSplit.Buckets - 1])
            .Sample(
                (one, other, bucket) =>
                {
                    var low = Of(1000 - Math.Min(one, other), Math.Min(one, other));
                    var high = Of(1000 - Math.Max(one, other), Math.Max(one, other));
                    return low.ByBucket(bucket) != 1 || high.ByBucket(bucket) == 1;
                }
            );

    [Fact]
    public void A_bucket_drawn_for_a_backend_is_its_own() =>
        Gen.Select(Gen.Int[0, 100].Array[1, 5], Gen.UInt)
            .Sample(
                (weights, random) =>
                {
                    var split = Of(weights);
                    return Enumerable
                        .Range(0, weights.Length)
                        .All(i =>
                            weights[i] == 0
                                ? split.BucketWithin(i, random) == -1
                                : split.ByBucket(split.BucketWithin(i, random)) == i
                        );
                }
            );

    private static int[] Counts(BackendSplit split, int backend, ulong from, int length)
    {
        var counts = new int[length + 1];
        for (var i = 0; i < length; i++)
            counts[i + 1] = counts[i] + (split.ByWeight(from + (ulong)i) == backend ? 1 : 0);
        return counts;
    }

    private static BackendSplit TwoBackends(decimal canaryPercent)
    {
        Assert.True(
            Weights.TryScale([100 - canaryPercent, canaryPercent], out var whole, out _, out var reason),
            reason
        );
        return BackendSplit.Create(["backend-0", "backend-1"], whole);
    }

    private static BackendSplit Of(params int[] weights)
    {
        Assert.True(Weights.TryScale([.. weights.Select(weight => (decimal)weight)], out var whole, out _, out _));
        return BackendSplit.Create([.. weights.Select((_, i) => $"backend-{i}")], whole);
    }

    private static BackendSplit Named(int stable, int canary, bool swapped) =>
        swapped
            ? BackendSplit.Create(["canary", "stable"], [canary, stable])
            : BackendSplit.Create(["stable", "canary"], [stable, canary]);
}
