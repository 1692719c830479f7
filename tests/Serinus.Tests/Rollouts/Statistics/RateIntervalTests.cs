using CsCheck;
using MathNet.Numerics;
using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class RateIntervalTests
{
    [Fact]
    public void At_its_ends_the_mixture_has_won_just_as_much_as_the_line() =>
        Gen.Long[10, 1_000_000]
            .SelectMany(n => Gen.Long[1, n - 1].Select(bad => new ArmCounts(n, bad)))
            .Sample(counts =>
            {
                var interval = RateInterval.Of(counts, 0.05);
                Assert.InRange(counts.Rate, interval.Low, interval.High);
                foreach (var share in new[] { interval.Low, interval.High })
                {
                    var won =
                        SpecialFunctions.BetaLn(0.5 + counts.Bad, 0.5 + counts.Good)
                        - SpecialFunctions.BetaLn(0.5, 0.5)
                        - counts.Bad * Math.Log(share)
                        - counts.Good * LogMath.Log1P(-share);
                    Assert.Equal(Math.Log(20), won, 1e-4);
                }
            });

    [Fact]
    public void It_holds_what_is_true_at_all_times_in_nearly_all_runs()
    {
        var random = new Random(5);
        var left = 0;
        for (var run = 0; run < 200; run++)
        {
            var counts = default(ArmCounts);
            var inside = true;
            for (var block = 0; block < 100; block++)
            {
                counts += new ArmCounts(100, Binomial.Draw(random, 100, 0.03));
                var interval = RateInterval.Of(counts, 0.1);
                inside &= interval.Low <= 0.03 && interval.High >= 0.03;
            }

            left += inside ? 0 : 1;
        }

        Assert.InRange(left, 0, 20);
    }

    [Fact]
    public void Without_requests_everything_is_possible()
    {
        Assert.Equal(new RateInterval(0, 1), RateInterval.Of(default, 0.05));
        Assert.Equal(new RateInterval(-1, 1), RateInterval.OfDifference(default, 0.05));
    }

    [Fact]
    public void A_difference_lies_between_the_ends_of_the_arms()
    {
        var difference = RateInterval.OfDifference(
            new BlockPair(new ArmCounts(100_000, 2000), new ArmCounts(900_000, 9000)),
            0.05
        );

        Assert.InRange(difference.Low, 0.006, 0.01);
        Assert.InRange(difference.High, 0.01, 0.014);
    }
}
