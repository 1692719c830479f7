using CsCheck;
using MathNet.Numerics.Distributions;
using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Simulation;

public class LatencyModelTests
{
    [Fact]
    public void The_normal_distribution_is_that_of_MathNet() =>
        Gen.Double[-10, 10].Sample(z => Math.Abs(Normal.CDF(0, 1, z) - LatencyModel.NormalBelow(z)) < 1e-13);

    [Fact]
    public void Buckets_have_the_chances_of_a_lognormal_distribution()
    {
        var chances = new LatencyModel(TimeSpan.FromMilliseconds(50)).Chances(LatencyEdges.Standard);

        Assert.Equal(1, chances.Sum(), 1e-12);
        Assert.Equal(
            LogNormal.CDF(Math.Log(50_000), 0.8, 120_000),
            chances.Take(LatencyEdges.Standard.IndexOf(TimeSpan.FromMilliseconds(120)) + 1).Sum(),
            1e-9
        );
    }

    [Fact]
    public void A_draw_has_as_many_as_were_asked_for_and_where_they_belong()
    {
        var edges = LatencyEdges.Standard;
        var model = new LatencyModel(TimeSpan.FromMilliseconds(50)).Slower(2);
        var (chances, buckets) = (model.Chances(edges), new long[edges.Buckets]);

        LatencyModel.Draw(new Random(2), 1_000_000, chances, buckets);

        Assert.Equal(1_000_000, buckets.Sum());
        for (var i = 0; i < buckets.Length; i++)
            Assert.Equal(1e6 * chances[i], buckets[i], 6 * Math.Sqrt(1e6 * chances[i] + 1));
    }
}
