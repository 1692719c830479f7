using CsCheck;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

/// <summary>
/// The law that everything rests on: while the hypothesis is true, the factor of a block is at most 1 on average, whatever was predicted. Not drawn
/// but added up over everything that can happen.
/// </summary>
public class BlockFactorTests
{
    private const double Rounding = 1e-9;

    private static readonly double[] Telling = [0, 1e-6, 0.005, 0.01, 0.5, 0.995, 1];

    private static readonly Gen<double> Shares = Gen.OneOf(
        Gen.Double[0.001, 0.999],
        Gen.Int[0, 6].Select(i => Telling[i])
    );

    private static readonly Gen<Prediction> Predictions = Gen.Select(Gen.Double[0.18, 300], Gen.Double[0.18, 300])
        .Select((bad, good) => new Prediction(bad, good));

    private static readonly Gen<Margin> Margins = Gen.Select(
            Gen.OneOf(Gen.Const(0.0), Gen.Double[0.001, 0.4]),
            Gen.OneOf(Gen.Const(1.0), Gen.Double[1, 4])
        )
        .Select((absolute, ratio) => new Margin(absolute, ratio));

    private static readonly Gen<(int Canary, int Stable)> Sizes = Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12]);

    [Fact]
    public void Without_harm_the_factor_of_harm_is_at_most_1_on_average() =>
        Gen.Select(Predictions, Predictions, Sizes, Margins, Shares, Shares)
            .Sample(
                (canary, stable, sizes, margin, stableBad, part) =>
                {
                    // From none to as much as the margin allows, which is where the law is tight.
                    var canaryBad = Math.Min(1, margin.Ratio * stableBad + margin.Absolute) * part;
                    var mean = Enumerate
                        .Blocks(sizes.Canary, sizes.Stable, canaryBad, stableBad)
                        .Sum(one => one.Chance * Math.Exp(BlockFactor.Harm(canary, stable, one.Block, margin)));
                    Assert.True(mean <= 1 + Rounding, $"{mean}");
                },
                iter: 5_000
            );

    [Fact]
    public void With_harm_as_large_as_the_margin_the_factor_of_safety_is_at_most_1_on_average() =>
        Gen.Select(Predictions, Predictions, Sizes, Margins, Shares, Shares)
            .Where((_, _, _, margin, stableBad, _) => Harmful(margin, stableBad) <= 1)
            .Sample(
                (canary, stable, sizes, margin, stableBad, part) =>
                {
                    var least = Harmful(margin, stableBad);
                    var canaryBad = least + (1 - least) * (1 - part);
                    var mean = Enumerate
                        .Blocks(sizes.Canary, sizes.Stable, canaryBad, stableBad)
                        .Sum(one => one.Chance * Math.Exp(BlockFactor.Safe(canary, stable, one.Block, margin)));
                    Assert.True(mean <= 1 + Rounding, $"{mean}");
                },
                iter: 5_000
            );

    [Fact]
    public void On_the_right_side_of_a_limit_the_factor_is_at_most_1_on_average() =>
        Gen.Select(Predictions, Gen.Int[0, 30], Gen.Double[0.001, 0.999], Shares)
            .Sample(
                (canary, requests, limit, part) =>
                {
                    var below = Enumerate.Blocks(requests, 0, limit * part, 0);
                    var above = Enumerate.Blocks(requests, 0, limit + (1 - limit) * part, 0);
                    var harm = below.Sum(one =>
                        one.Chance * Math.Exp(BlockFactor.AboveLimit(canary, one.Block.Canary, limit))
                    );
                    var safe = above.Sum(one =>
                        one.Chance * Math.Exp(BlockFactor.BelowLimit(canary, one.Block.Canary, limit))
                    );
                    Assert.True(harm <= 1 + Rounding && safe <= 1 + Rounding, $"{harm} {safe}");
                },
                iter: 5_000
            );

    /// <summary>Turner, Ly and Grünwald's formula without margins, request by request and without logarithms; of it as much is staked as was learned.</summary>
    [Fact]
    public void Without_a_margin_it_is_the_product_of_likelihood_ratios() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40], Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 20], Gen.Int[1, 20])
            .SelectMany(
                (badBefore, badBeforeStable, good, goodStable, n, m) =>
                    Gen.Select(Gen.Int[0, n], Gen.Int[0, m])
                        .Select((c, s) => (badBefore, badBeforeStable, good, goodStable, n, m, c, s))
            )
            .Sample(x =>
            {
                var (canaryBefore, stableBefore) = (x.badBefore + x.good, x.badBeforeStable + x.goodStable);
                var p = (x.badBefore + 0.18) / (canaryBefore + 0.36);
                var q = (x.badBeforeStable + 0.18) / (stableBefore + 0.36);
                var common = (x.n * p + x.m * q) / (x.n + x.m);
                var product = 1.0;
                for (var i = 0; i < x.n; i++)
                    product *= i < x.c ? p / common : (1 - p) / (1 - common);
                for (var i = 0; i < x.m; i++)
                    product *= i < x.s ? q / common : (1 - q) / (1 - common);
                var known = Math.Min(
                    (double)canaryBefore / (canaryBefore + x.n),
                    (double)stableBefore / (stableBefore + x.m)
                );
                var expected = p > q ? known * product + 1 - known : 1;

                var log = BlockFactor.Harm(
                    Prediction.Blank.Learn(new ArmCounts(canaryBefore, x.badBefore)),
                    Prediction.Blank.Learn(new ArmCounts(stableBefore, x.badBeforeStable)),
                    Block(x.n, x.c, x.m, x.s),
                    Margin.None
                );

                Assert.Equal(1, Math.Exp(log) / expected, 1e-9);
            });

    [Fact]
    public void A_first_block_stakes_nothing_and_no_block_more_than_was_learned()
    {
        var blank = Prediction.Blank;
        var little = blank.Learn(new ArmCounts(1, 0));
        var margin = new Margin(0.005, 1.5);

        Assert.Equal(0, BlockFactor.Safe(blank, blank, Block(1000, 5, 9000, 45), margin));
        Assert.InRange(BlockFactor.Safe(little, little, Block(1000, 5, 9000, 45), margin), -Math.Log(2), 0);
    }

    [Fact]
    public void More_bad_requests_of_the_canary_are_more_evidence_of_harm_and_less_of_safety() =>
        Gen.Select(Predictions, Predictions, Margins, Gen.Int[1, 500], Gen.Int[1, 500])
            .SelectMany(
                (canary, stable, margin, n, m) =>
                    Gen.Select(Gen.Int[0, n - 1], Gen.Int[0, m]).Select((c, s) => (canary, stable, margin, n, m, c, s))
            )
            .Sample(x =>
            {
                var (less, more) = (Block(x.n, x.c, x.m, x.s), Block(x.n, x.c + 1, x.m, x.s));
                Assert.True(Harm(more) >= Harm(less) - 1e-12);
                Assert.True(Safe(more) <= Safe(less) + 1e-12);

                double Harm(BlockPair block) => BlockFactor.Harm(x.canary, x.stable, block, x.margin);
                double Safe(BlockPair block) => BlockFactor.Safe(x.canary, x.stable, block, x.margin);
            });

    [Fact]
    public void With_both_parts_of_a_margin_the_nearest_harmful_pair_is_where_the_larger_one_bounds()
    {
        // Below 1 % half a point is more than half as many again, above it is less; where they meet is a corner.
        Assert.Equal(0.005, Excess(0.002), 1e-12);
        Assert.Equal(0.5, Excess(0.05) / Nearest(0.05).Stable.Bad, 1e-12);
        Assert.Equal(0.01, Nearest(0.0124).Stable.Bad);
        Assert.Equal(0.015, Nearest(0.0124).Canary.Bad, 1e-15);

        static (Share Canary, Share Stable) Nearest(double share) =>
            BlockFactor.NearestHarmful(Share.Of(share), Share.Of(share), 100, 100, new Margin(0.005, 1.5));
        static double Excess(double share) => Nearest(share).Canary.Bad - Nearest(share).Stable.Bad;
    }

    [Fact]
    public void A_block_without_one_of_the_arms_says_nothing()
    {
        var (canary, stable) = (new Prediction(50, 50), new Prediction(1, 99));

        Assert.Equal(0, BlockFactor.Harm(canary, stable, Block(10, 10, 0, 0), Margin.None));
        Assert.Equal(0, BlockFactor.Safe(stable, canary, Block(0, 0, 10, 0), Margin.Errors));
    }

    private static double Harmful(Margin margin, double stable) =>
        Math.Max(stable + margin.Absolute, stable * margin.Ratio);

    private static BlockPair Block(int canary, int canaryBad, int stable, int stableBad) =>
        new(new ArmCounts(canary, canaryBad), new ArmCounts(stable, stableBad));
}
