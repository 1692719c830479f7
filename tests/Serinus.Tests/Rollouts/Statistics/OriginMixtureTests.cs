using System.Collections.Immutable;
using CsCheck;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class OriginMixtureTests
{
    private static readonly Gen<BlockPair> Block = Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 1000])
        .SelectMany((n, m) => Gen.Select(Gen.Int[0, n], Gen.Int[0, m]).Select((c, s) => Of(n, c, m, s)));

    [Fact]
    public void Without_harm_the_mean_factor_is_at_most_1() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[1, 4])
            .Sample(
                (canary, stable, stableBad, part, ratio) =>
                {
                    var canaryBad = Math.Min(1, ratio * stableBad) * part;
                    var mean = Enumerate
                        .Blocks(canary, stable, canaryBad, stableBad)
                        .Sum(one => one.Chance * Math.Exp(Mixture(one.Block, ratio)));
                    Assert.True(mean <= 1 + 1e-9, $"{mean}");
                },
                iter: 5_000
            );

    [Fact]
    public void With_one_alternative_it_is_the_likelihood_ratio_of_a_binomial() =>
        Gen.Select(Block, Gen.Double[1, 10])
            .Where((block, _) => block.Canary.Requests > 0 && block.Stable.Requests > 0)
            .Sample(
                (block, alternative) =>
                {
                    var errors = (int)(block.Canary.Bad + block.Stable.Bad);
                    var odds = (double)block.Canary.Requests / block.Stable.Requests;
                    var (share, other) = (odds / (1 + odds), alternative * odds / (1 + alternative * odds));
                    var expected =
                        Binomial.PMFLn(other, errors, (int)block.Canary.Bad)
                        - Binomial.PMFLn(share, errors, (int)block.Canary.Bad);
                    Assert.Equal(expected, OriginMixture.Ratio(block, odds, alternative), 1e-8 * Math.Max(1, errors));
                }
            );

    /// <summary>With a beta distribution of alternatives the mixture has the closed form of Lindon and Malek (2022).</summary>
    [Theory]
    [InlineData(7, 20, 0.1)]
    [InlineData(30, 100, 0.25)]
    [InlineData(3, 40, 0.5)]
    public void A_fine_mixture_is_the_closed_form_of_Lindon_and_Malek(int ofCanary, int errors, double share)
    {
        const double A = 2,
            B = 6;
        const int Steps = 20_000;
        var odds = share / (1 - share);
        var block = Of(1000, ofCanary, 1000, errors - ofCanary);

        var sum = 0.0;
        for (var i = 0; i < Steps; i++)
        {
            var q = (i + 0.5) / Steps;
            var alternative = q / (1 - q) / odds;
            sum += Beta.PDF(A, B, q) / Steps * Math.Exp(OriginMixture.Ratio(block, odds, alternative));
        }

        var closed =
            SpecialFunctions.BetaLn(A + ofCanary, B + errors - ofCanary)
            - SpecialFunctions.BetaLn(A, B)
            - ofCanary * Math.Log(share)
            - (errors - ofCanary) * Math.Log(1 - share);
        Assert.Equal(closed, Math.Log(sum), 1e-4);
    }

    [Fact]
    public void The_order_of_blocks_does_not_matter() =>
        Gen.Select(Block.Array[1, 8], Gen.Int)
            .Sample(
                (blocks, seed) =>
                {
                    var shuffled = blocks.ToArray();
                    new Random(seed).Shuffle(shuffled);
                    var (one, other) = (All(blocks), All(shuffled));
                    return one.Zip(other)
                        .All(pair => Math.Abs(pair.First - pair.Second) <= 1e-9 * (1 + Math.Abs(pair.First)));
                }
            );

    [Fact]
    public void What_stakes_nothing_keeps_what_the_others_lose()
    {
        var logs = OriginMixture.Add(OriginMixture.Start, Of(1000, 0, 1000, 500), 1);

        Assert.Equal(0, logs[0], 1e-12);
        Assert.Equal(-Math.Log(OriginMixture.Alternatives.Length), LogMath.LogMean(logs.AsSpan()), 1e-6);
    }

    private static ImmutableArray<double> All(BlockPair[] blocks) =>
        blocks.Aggregate(OriginMixture.Start, (logs, block) => OriginMixture.Add(logs, block, 1));

    private static double Mixture(BlockPair block, double ratio) =>
        LogMath.LogMean(OriginMixture.Add(OriginMixture.Start, block, ratio).AsSpan());

    private static BlockPair Of(int canary, int canaryBad, int stable, int stableBad) =>
        new(new ArmCounts(canary, canaryBad), new ArmCounts(stable, stableBad));
}
