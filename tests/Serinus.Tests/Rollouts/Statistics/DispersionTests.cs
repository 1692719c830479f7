using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class DispersionTests
{
    private const int Blocks = 200;

    [Fact]
    public void Errors_that_come_one_by_one_are_not_divided() =>
        Assert.InRange(Factor((random, _) => Draw(random, 0.01, 0.01)), 1, 1.1);

    [Fact]
    public void Neither_a_constant_harm_nor_the_hour_is_taken_for_bunches()
    {
        Assert.InRange(Factor((random, _) => Draw(random, 0.03, 0.01)), 1, 1.1);
        Assert.InRange(
            Factor((random, block) => Draw(random, 0.01 + 0.04 * block / Blocks, 0.01 + 0.04 * block / Blocks)),
            1,
            1.1
        );
    }

    [Fact]
    public void Bunches_of_ten_divide_by_half_of_ten_or_more()
    {
        var factor = Factor((random, _) => new BlockPair(Bunched(random, 1000), Bunched(random, 9000)));

        Assert.InRange(factor, 5, 12);
    }

    [Fact]
    public void Little_data_says_nothing()
    {
        var dispersion = default(Dispersion);
        var totals = default(BlockPair);
        foreach (var bad in new[] { 0, 100, 0, 100, 0 })
        {
            var block = new BlockPair(new ArmCounts(100, bad), new ArmCounts(100, 0));
            dispersion = dispersion.Add(block);
            totals += block;
        }

        Assert.Equal(1, dispersion.Factor(totals));
    }

    private static double Factor(Func<Random, int, BlockPair> draw)
    {
        var random = new Random(11);
        var (dispersion, totals) = (default(Dispersion), default(BlockPair));
        for (var i = 0; i < Blocks; i++)
        {
            var block = draw(random, i);
            dispersion = dispersion.Add(block);
            totals += block;
        }

        return dispersion.Factor(totals);
    }

    private static BlockPair Draw(Random random, double canary, double stable) =>
        new(
            new ArmCounts(1000, Binomial.Draw(random, 1000, canary)),
            new ArmCounts(9000, Binomial.Draw(random, 9000, stable))
        );

    /// <summary>Every error comes with nine more of the same client.</summary>
    private static ArmCounts Bunched(Random random, long requests) =>
        new(requests, 10 * Binomial.Draw(random, requests / 10, 0.01));
}
