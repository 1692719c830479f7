using System.Diagnostics;
using CsCheck;
using Serinus.Proxy.Telemetry;

namespace Serinus.Tests.Proxy.Telemetry;

public sealed class AnalysisEdgesTests
{
    [Fact]
    public void A_bucket_is_the_number_of_edges_below_a_duration() =>
        Gen.Select(Gen.Double[0.1, 20_000].Array[0, 8], Gen.Long[0, 40_000_000_000])
            .Sample(
                (extra, nanoseconds) =>
                {
                    var edges = AnalysisEdges.With([.. extra]);
                    var duration = nanoseconds * Stopwatch.Frequency / 1_000_000_000;
                    foreach (var near in (long[])[duration, .. edges.Milliseconds.Select(Ticks)])
                    {
                        for (var ticks = Math.Max(0, near - 1); ticks <= near + 1; ticks++)
                            Assert.Equal(edges.Milliseconds.Count(edge => Ticks(edge) < ticks), edges.BucketOf(ticks));
                    }
                },
                iter: 200
            );

    [Theory]
    [InlineData(0, 0)]
    [InlineData(long.MaxValue, 26)]
    public void The_shortest_and_the_longest_duration_have_a_bucket(long ticks, int bucket) =>
        Assert.Equal(bucket, AnalysisEdges.Standard.BucketOf(ticks));

    [Fact]
    public void Edges_of_objectives_are_exact_edges_and_split_a_bucket()
    {
        var edges = AnalysisEdges.With([300, 0.5, 250]);

        Assert.Equal(AnalysisEdges.Standard.Milliseconds.Concat([0.5, 300]).Order(), edges.Milliseconds);
        Assert.Equal(edges.Milliseconds.IndexOf(300), edges.BucketOf(Ticks(300)));
        Assert.Equal(edges.Milliseconds.IndexOf(300) + 1, edges.BucketOf(Ticks(300) + 1));
        Assert.True(edges.AreThoseWith([0.5, 300]));
        Assert.False(edges.AreThoseWith([]));
        Assert.True(AnalysisEdges.Standard.AreThoseWith([]));
    }

    private static long Ticks(double milliseconds) => (long)Math.Round(milliseconds * Stopwatch.Frequency / 1_000);
}
