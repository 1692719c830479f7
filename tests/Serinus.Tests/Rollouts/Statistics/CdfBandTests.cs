using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class CdfBandTests
{
    /// <summary>Constants of the reference implementation of Howard and Ramdas (2022), and their simple upper bound.</summary>
    [Theory]
    [InlineData(0.1, 7.623)]
    [InlineData(0.05, 8.123)]
    [InlineData(0.025, 8.623)]
    [InlineData(0.01, 9.284)]
    [InlineData(0.005, 9.783)]
    [InlineData(0.001, 10.943)]
    public void Its_constant_is_the_published_one(double alpha, double constant)
    {
        Assert.Equal(constant, CdfBand.Constant(alpha), 0.001);
        Assert.InRange(CdfBand.Constant(alpha), 0, 0.8 * Math.Log(1612 / alpha));
    }

    [Theory]
    [InlineData(1_000, 0.087)]
    [InlineData(10_000, 0.028)]
    [InlineData(100_000, 0.009)]
    [InlineData(1_000_000, 0.003)]
    public void Its_half_width_is_the_published_one(long requests, double radius) =>
        Assert.Equal(radius, CdfBand.Radius(requests, 0.01), 0.0006);

    [Fact]
    public void Without_requests_nothing_is_known()
    {
        var edges = LatencyEdges.Standard;

        Assert.Equal(1, CdfBand.Radius(0, 0.01));
        Assert.Equal(
            new QuantileInterval(TimeSpan.Zero, null),
            CdfBand.Quantile(edges, new long[edges.Buckets], 0.5, 0.01)
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => CdfBand.Constant(0));
    }

    [Fact]
    public void A_quantile_is_rounded_outward_to_edges()
    {
        var edges = new LatencyEdges([10_000, 20_000, 30_000, 40_000]);

        // 10 % up to 10 ms, 30 % up to 20, 70 % up to 30, 95 % up to 40; the band is 0.028 on either side.
        long[] buckets = [1_000, 2_000, 4_000, 2_500, 500];
        var median = CdfBand.Quantile(edges, buckets, 0.5, 0.01);
        var late = CdfBand.Quantile(edges, buckets, 0.99, 0.01);

        Assert.Equal(new QuantileInterval(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(30)), median);
        Assert.Equal(new QuantileInterval(TimeSpan.FromMilliseconds(40), null), late);
        Assert.Equal(0.7 - CdfBand.Radius(10_000, 0.01), CdfBand.Of(edges, buckets, 0.01)[2].Low, 1e-12);
    }
}
