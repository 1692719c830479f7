using MathNet.Numerics.Distributions;
using Draws = Serinus.Rollouts.Simulation.Binomial;

namespace Serinus.Tests.Rollouts.Simulation;

public class BinomialTests
{
    /// <summary>Pearson's test against MathNet's probabilities, at a level that a right sampler with this seed passes and a wrong one by far not.</summary>
    [Theory]
    [InlineData(3, 0.3)]
    [InlineData(1000, 0.005)]
    [InlineData(1000, 0.0099)]
    [InlineData(1000, 0.0101)]
    [InlineData(100, 0.4)]
    [InlineData(1000, 0.7)]
    [InlineData(100_000, 0.02)]
    public void Draws_have_the_probabilities_of_MathNet(int n, double p)
    {
        const int Runs = 100_000;
        var random = new Random(3);
        var counts = new Dictionary<long, int>();
        for (var i = 0; i < Runs; i++)
        {
            var k = Draws.Draw(random, n, p);
            counts[k] = counts.GetValueOrDefault(k) + 1;
        }

        var (square, cells, rare, rareExpected) = (0.0, 0, Runs, (double)Runs);
        for (var k = 0; k <= n; k++)
        {
            var expected = Runs * Binomial.PMF(p, n, k);
            if (expected < 10)
                continue;
            var seen = counts.GetValueOrDefault(k);
            square += (seen - expected) * (seen - expected) / expected;
            cells++;
            rare -= seen;
            rareExpected -= expected;
        }

        Assert.True(square < ChiSquared.InvCDF(cells, 0.9999), $"{square} for {cells} cells");
        Assert.InRange(
            rare,
            rareExpected - 6 * Math.Sqrt(rareExpected + 1),
            rareExpected + 6 * Math.Sqrt(rareExpected + 1)
        );
    }

    [Fact]
    public void Very_many_have_the_right_mean_and_spread()
    {
        var random = new Random(4);
        var draws = Enumerable.Range(0, 2000).Select(_ => (double)Draws.Draw(random, 1_000_000_000, 0.3)).ToArray();
        var mean = draws.Average();
        var deviation = Math.Sqrt(draws.Average(draw => (draw - mean) * (draw - mean)));

        Assert.Equal(3e8, mean, 5 * Math.Sqrt(2.1e8 / 2000));
        Assert.Equal(Math.Sqrt(2.1e8), deviation, 0.06 * Math.Sqrt(2.1e8));
    }

    [Theory]
    [InlineData(0, 0.5, 0)]
    [InlineData(10, 0, 0)]
    [InlineData(10, 1, 10)]
    public void What_is_certain_is_not_drawn(long n, double p, long expected) =>
        Assert.Equal(expected, Draws.Draw(new Random(1), n, p));
}
