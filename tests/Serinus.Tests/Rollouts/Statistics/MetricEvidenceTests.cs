using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class MetricEvidenceTests
{
    private static readonly JudgeRules Rules = new();

    private static readonly (int, int)[] ThreeBlocks = [(2, 4), (3, 3), (2, 5)];

    private static readonly Gen<BlockPair> Block = Gen.Select(Sizes(), Sizes(), Gen.Double[0, 1], Gen.Double[0, 1])
        .Select((n, m, c, s) => new BlockPair(new ArmCounts(n, (long)(n * c)), new ArmCounts(m, (long)(m * s))));

    public static TheoryData<double, double, double> NoHarm =>
        new()
        {
            { 0.5, 0.5, 1 },
            { 0.05, 0.05, 1 },
            { 0.2, 0.3, 1 },
            { 0, 0.4, 1 },
            { 0.3, 0.2, 1.5 },
            { 0.75, 0.5, 1.5 },
        };

    public static TheoryData<double, double> Harm =>
        new()
        {
            { 0.105, 0.1 },
            { 0.15, 0.1 },
            { 0.6, 0.4 },
            { 0.9, 0.1 },
            { 0.0075, 0.0025 },
            { 1, 0.6 },
        };

    /// <summary>The whole of it, blocks and origins, over everything that can happen in three blocks, with a step between each of them.</summary>
    [Theory]
    [MemberData(nameof(NoHarm))]
    public void Without_harm_evidence_of_harm_is_at_most_1_on_average(double canary, double stable, double ratio)
    {
        var start = MetricEvidence.Start(Guard.Errors() with { HarmMargin = new Margin(0, ratio) });

        Assert.InRange(Enumerate.Mean(start, one => one.LogHarm, ThreeBlocks, canary, stable), 0, 1 + 1e-9);
        Assert.InRange(
            Enumerate.Mean(start, one => one.LogHarm, ThreeBlocks, canary, stable, one => one.NextStep(Rules)),
            0,
            1 + 1e-9
        );
    }

    /// <summary>Groups of three requests that fare alike, so that three good groups of four are nine good requests of twelve.</summary>
    [Theory]
    [MemberData(nameof(NoHarm))]
    public void Evidence_for_bunches_of_three_is_at_most_1_on_average_when_bad_requests_come_in_threes(
        double canary,
        double stable,
        double ratio
    )
    {
        var start = MetricEvidence.Start(
            Guard.Errors() with
            {
                HarmMargin = new Margin(0, ratio),
                BunchMax = 3,
                Temper = false,
            }
        );

        Assert.InRange(
            Enumerate.Mean(
                start,
                one => one.LogHarm,
                ThreeBlocks,
                canary,
                stable,
                one => one.NextStep(Rules),
                bunch: 3
            ),
            0,
            1 + 1e-9
        );
    }

    [Fact]
    public void Evidence_for_single_requests_is_more_than_1_on_average_when_they_come_in_threes()
    {
        var start = MetricEvidence.Start(Guard.Errors() with { Temper = false });

        Assert.True(Enumerate.Mean(start, one => one.LogHarm, ThreeBlocks, 0.05, 0.05, bunch: 3) > 1.1);
    }

    [Fact]
    public void Bunches_that_are_known_and_seen_divide_evidence_once()
    {
        var blocks = Enumerable
            .Range(0, 40)
            .Select(i => new BlockPair(
                new ArmCounts(200, i % 3 == 0 ? 12 : 0),
                new ArmCounts(800, i % 4 == 0 ? 24 : 6)
            ));
        var known = MetricEvidence.Start(Guard.Errors() with { BunchMax = 2 });
        var unknown = MetricEvidence.Start(Guard.Errors());
        foreach (var block in blocks)
            (known, unknown) = (known.Add(block), unknown.Add(block));

        Assert.True(unknown.Bunching > 2, $"{unknown.Bunching}");
        Assert.Equal(unknown.Bunching, known.Bunching);
        Assert.Equal(2, MetricEvidence.Start(Guard.Errors() with { BunchMax = 2 }).Bunching);
    }

    [Theory]
    [MemberData(nameof(Harm))]
    public void With_harm_as_large_as_the_margin_evidence_of_safety_is_at_most_1_on_average(
        double canary,
        double stable
    )
    {
        var start = MetricEvidence.Start(Guard.Errors() with { SafeMargin = new Margin(0.005, 1.5) });
        if (canary < start.Guard.SafeMargin.Tolerable(stable))
            start = MetricEvidence.Start(Guard.Errors() with { SafeMargin = new Margin(canary - stable, 1) });

        Assert.InRange(Enumerate.Mean(start, one => one.LogSafe, ThreeBlocks, canary, stable), 0, 1 + 1e-9);
    }

    [Theory]
    [InlineData(0.2, 0.2)]
    [InlineData(0.1, 0.2)]
    public void Below_a_limit_evidence_of_harm_is_at_most_1_on_average(double canary, double limit)
    {
        var start = MetricEvidence.Start(Guard.ErrorsBelow(limit));

        Assert.InRange(Enumerate.Mean(start, one => one.LogHarm, ThreeBlocks, canary, 0.5), 0, 1 + 1e-9);
    }

    [Fact]
    public void No_counts_make_it_a_number_that_is_none() =>
        Block
            .Array[1, 12]
            .Sample(blocks =>
            {
                foreach (var guard in Guards())
                {
                    var evidence = MetricEvidence.Start(guard);
                    foreach (var block in blocks)
                    {
                        evidence = evidence.Add(block).NextStep(Rules);
                        double[] numbers =
                        [
                            evidence.LogHarm,
                            evidence.LogSafe,
                            evidence.MaxLogHarm,
                            evidence.PValue,
                            evidence.Bunching,
                        ];
                        Assert.All(numbers, number => Assert.True(double.IsFinite(number), $"{number} after {block}"));
                        var verdict = Judge.Decide(Rules, [evidence], new Traffic(10, 0.1));
                        Assert.DoesNotContain("NaN", verdict.Reason, StringComparison.Ordinal);
                        Assert.DoesNotContain("∞", verdict.Reason, StringComparison.Ordinal);
                    }
                }
            });

    [Fact]
    public void A_restart_changes_nothing_to_the_last_bit() =>
        Block
            .Array[1, 12]
            .Sample(blocks =>
            {
                foreach (var guard in Guards())
                {
                    var (straight, restarted) = (MetricEvidence.Start(guard), MetricEvidence.Start(guard));
                    foreach (var block in blocks)
                    {
                        straight = straight.Add(block).NextStep(Rules);
                        restarted = Restart(Restart(restarted).Add(block)).NextStep(Rules);
                    }

                    Assert.Equal(JsonSerializer.Serialize(straight), JsonSerializer.Serialize(restarted));
                }
            });

    [Fact]
    public void Latencies_survive_a_restart_to_the_last_bit()
    {
        var edges = LatencyEdges.With([TimeSpan.FromMilliseconds(500)]);
        Gen.Select(Gen.Long[0, 1_000_000].Array[edges.Buckets], Gen.Long[0, 1_000_000].Array[edges.Buckets])
            .Array[1, 4]
            .Sample(blocks =>
            {
                var straight = MetricEvidence.Start(Guard.Latency(edges));
                var restarted = Restart(straight);
                foreach (var (canary, stable) in blocks)
                {
                    straight = straight.Add(canary, stable);
                    restarted = Restart(restarted.Add(canary, stable));
                }

                return JsonSerializer.Serialize(straight) == JsonSerializer.Serialize(restarted)
                    && double.IsFinite(straight.LogHarm)
                    && double.IsFinite(straight.LogSafe);
            });
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("[1,2,3,0,0,0,0,1,1,1,1,0,0,0,0,0,0]")]
    [InlineData("[2,1,3,0,0,0,0,0,1,1,1,0,0,0,0,0,0]")]
    [InlineData("[2,1,3,0,0,0,0,1,1,1,1,0,0,0,0,0,0,0]")]
    [InlineData("[2,1,3,0,1e999,0,0,1,1,1,1,0,0,0,0,0,0]")]
    [InlineData("{}")]
    public void A_state_that_cannot_be_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EdgeEvidence>(json));

    [Fact]
    public void The_order_of_blocks_moves_no_total() =>
        Gen.Select(Block.Array[1, 8], Gen.Int)
            .Sample(
                (blocks, seed) =>
                {
                    var shuffled = blocks.ToArray();
                    new Random(seed).Shuffle(shuffled);
                    return All(blocks).Totals == All(shuffled).Totals;
                }
            );

    [Fact]
    public void The_more_errors_the_canary_has_the_more_evidence_of_harm_there_is()
    {
        var evidence = Enumerable
            .Range(0, 10)
            .Select(bad =>
                MetricEvidence.Start(Guard.Errors()).Add(Of(1000, 10, 9000, 50)).Add(Of(1000, 5 + 5 * bad, 9000, 50))
            )
            .ToArray();

        Assert.Equal(evidence.Select(one => one.LogHarm).Order(), evidence.Select(one => one.LogHarm));
        Assert.Equal(evidence.Select(one => one.LogSafe).OrderDescending(), evidence.Select(one => one.LogSafe));
    }

    [Fact]
    public void The_largest_evidence_there_was_is_kept()
    {
        var harmful = All([Of(100, 1, 900, 5), Of(100, 40, 900, 5)]);
        var later = harmful.Add(Of(10_000, 10, 10_000, 400));

        Assert.True(harmful.LogHarm > 10);
        Assert.True(later.LogHarm < harmful.LogHarm);
        Assert.Equal(harmful.LogHarm, later.MaxLogHarm);
        Assert.Equal(Math.Exp(-harmful.LogHarm), later.PValue);
    }

    [Fact]
    public void A_step_moves_no_evidence_of_harm_and_keeps_no_more_of_safety_than_it_needs()
    {
        var before = All([.. Enumerable.Repeat(Of(1000, 5, 9000, 45), 100)]);
        var (after, anew) = (before.NextStep(Rules), before.NextStep(Rules, anew: true));

        Assert.Equal(before.LogHarm, after.LogHarm, 1e-12);
        Assert.True(before.LogSafe > Rules.SafeLine());
        Assert.Equal(Rules.SafeLine(), after.LogSafe, 1e-12);
        Assert.Equal(0, anew.LogSafe, 1e-12);
        Assert.Equal(before.Totals, after.Totals);
    }

    [Fact]
    public void The_edge_that_became_worse_explains()
    {
        var edges = LatencyEdges.Standard;
        var (canary, stable) = (new long[edges.Buckets], new long[edges.Buckets]);
        canary[8] = 980;
        canary[edges.BucketOf(600_000)] = 20;
        stable[8] = 8990;
        stable[edges.BucketOf(600_000)] = 10;

        var evidence = MetricEvidence.Start(Guard.Latency());
        for (var i = 0; i < 10; i++)
            evidence = evidence.Add(canary, stable);

        Assert.InRange(evidence.SlowerThan!.Value.TotalMilliseconds, 19, 520);
        Assert.Equal(0.02, evidence.Totals.Canary.Rate);
        Assert.True(evidence.LogHarm > Rules.HarmLine(2));
    }

    [Fact]
    public void An_objective_looks_at_one_edge_and_at_the_canary_alone()
    {
        var edges = LatencyEdges.With([TimeSpan.FromMilliseconds(500)]);
        var slow = new long[edges.Buckets];
        slow[0] = 970;
        slow[^1] = 30;

        var evidence = MetricEvidence.Start(Guard.LatencyBelow(edges, TimeSpan.FromMilliseconds(500), 0.01));
        for (var i = 0; i < 10; i++)
            evidence = evidence.Add(slow, new long[edges.Buckets]);

        Assert.Single(evidence.Edges);
        Assert.Equal(TimeSpan.FromMilliseconds(500), evidence.SlowerThan);
        Assert.True(evidence.LogHarm > Rules.HarmLine(1));
        Assert.StartsWith(
            "3 % slower than 500 ms of 1 % allowed over 10 000 requests",
            Judge.Decide(Rules, [evidence]).Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_block_of_the_wrong_kind_is_a_mistake()
    {
        Assert.Throws<InvalidOperationException>(() => MetricEvidence.Start(Guard.Errors()).Add([1], [1]));
        Assert.Throws<InvalidOperationException>(() => MetricEvidence.Start(Guard.Latency()).Add(Of(1, 0, 1, 0)));
        Assert.Throws<ArgumentException>(() => MetricEvidence.Start(Guard.Latency()).Add([1], [1]));
    }

    [Fact]
    public void A_guard_that_cannot_be_is_refused()
    {
        Guard[] wrong =
        [
            Guard.ErrorsBelow(0),
            Guard.ErrorsBelow(1),
            Guard.Errors() with
            {
                HarmMargin = new Margin(-0.1, 1),
            },
            Guard.Errors() with
            {
                SafeMargin = new Margin(0, 0.5),
            },
            Guard.Errors() with
            {
                SafeMargin = new Margin(double.NaN, 1),
            },
            Guard.Errors() with
            {
                Edges = LatencyEdges.Standard,
            },
            Guard.Latency() with
            {
                Edges = null,
            },
            Guard.LatencyBelow(LatencyEdges.Standard, TimeSpan.FromMilliseconds(77), 0.01),
        ];

        Assert.All(wrong, guard => Assert.ThrowsAny<ArgumentException>(() => MetricEvidence.Start(guard)));
    }

    /// <summary>Errors in every form there is.</summary>
    private static IEnumerable<Guard> Guards() =>
        [
            Guard.Errors(),
            Guard.ErrorsBelow(0.01),
            Guard.Errors() with
            {
                HarmMargin = new Margin(0, 1.2),
                Temper = false,
            },
            Guard.Errors() with
            {
                HarmMargin = new Margin(0.001, 1.1),
                SafeMargin = Margin.Latency,
            },
        ];

    private static Gen<long> Sizes() =>
        Gen.OneOf(Gen.Const(0L), Gen.Long[1, 3], Gen.Long[0, 1000], Gen.Long[0, 1_000_000_000]);

    private static MetricEvidence All(BlockPair[] blocks) =>
        blocks.Aggregate(MetricEvidence.Start(Guard.Errors()), (evidence, block) => evidence.Add(block));

    private static MetricEvidence Restart(MetricEvidence evidence) =>
        JsonSerializer.Deserialize<MetricEvidence>(JsonSerializer.Serialize(evidence))!;

    private static BlockPair Of(long canary, long canaryBad, long stable, long stableBad) =>
        new(new ArmCounts(canary, canaryBad), new ArmCounts(stable, stableBad));
}
