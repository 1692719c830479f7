using CsCheck;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class LatencyEdgesTests
{
    [Fact]
    public void Standard_edges_go_from_1_ms_to_10_s_in_even_steps()
    {
        var edges = LatencyEdges.Standard.Microseconds;

        Assert.Equal((1_000, 10_000_000, 26), (edges[0], edges[^1], edges.Length));
        Assert.All(edges.Zip(edges.Skip(1)), pair => Assert.InRange((double)pair.Second / pair.First, 1.36, 1.53));
    }

    [Fact]
    public void A_latency_is_in_the_bucket_of_the_first_edge_that_is_not_below_it() =>
        Gen.Long[0, 20_000_000]
            .Sample(latency =>
            {
                var edges = LatencyEdges.Standard;
                return edges.BucketOf(latency) == edges.Microseconds.Count(edge => edge < latency);
            });

    [Fact]
    public void Objectives_are_edges_and_standard_ones_beside_them_give_way()
    {
        var edges = LatencyEdges.With([TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500)]);

        Assert.Equal(26, edges.Count);
        Assert.True(edges.IndexOf(TimeSpan.FromMilliseconds(500)) > 0);
        Assert.Equal(-1, edges.IndexOf(TimeSpan.FromMilliseconds(520)));
    }

    [Fact]
    public void What_is_slower_than_an_edge_is_counted_from_buckets()
    {
        var counts = new LatencyEdges([10, 20]).Slower([5, 3, 2]);

        Assert.Equal([new ArmCounts(10, 5), new ArmCounts(10, 2)], counts);
    }

    [Fact]
    public void Edges_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new LatencyEdges([]));
        Assert.Throws<ArgumentException>(() => new LatencyEdges([1, 1]));
        Assert.Throws<ArgumentException>(() => new LatencyEdges([0, 1]));
        Assert.Throws<ArgumentException>(() => new LatencyEdges([.. Enumerable.Range(1, 41).Select(i => (long)i)]));
        Assert.Throws<ArgumentException>(() => LatencyEdges.With([TimeSpan.Zero]));
        Assert.Throws<ArgumentException>(() => LatencyEdges.Standard.Slower([1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LatencyEdges([10]).Slower([-1, 2]));
    }
}
