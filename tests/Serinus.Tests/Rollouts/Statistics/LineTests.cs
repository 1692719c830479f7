using CsCheck;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class LineTests
{
    private static readonly Gen<Case> Cases = Gen.Select(
            Shares(),
            Shares(),
            Gen.Double[0, 9],
            Gen.Double[0, 9],
            Gen.Double[1, 3],
            Gen.OneOf(Gen.Const(0.0), Gen.Double[1e-6, 0.5])
        )
        .Select(
            (c, s, n, m, slope, offset) => new Case(c, s, Math.Pow(10, n), Math.Pow(10, m), new Line(slope, offset))
        );

    [Fact]
    public void No_point_of_the_line_is_nearer_than_the_nearest() =>
        Gen.Select(Cases, Gen.Double[0, 1])
            .Sample(
                (one, elsewhere) =>
                {
                    var (canary, stable) = one.Nearest();
                    var other = elsewhere * (1 - one.Line.Offset) / one.Line.Slope;
                    var there = one.Distance(Share.Of(one.Line.Canary(other)), Share.Of(other));
                    Assert.True(
                        one.Distance(canary, stable) <= there * (1 + 1e-9) + 1e-9,
                        $"{stable.Bad} is farther than {other}"
                    );
                },
                iter: 20_000
            );

    [Fact]
    public void The_nearest_point_is_on_the_line_and_inside() =>
        Cases.Sample(
            one =>
            {
                var (canary, stable) = one.Nearest();
                Assert.All(
                    [canary.Bad, canary.Good, stable.Bad, stable.Good],
                    share => Assert.InRange(share, 1e-300, 1)
                );
                Assert.Equal(1, canary.Bad + canary.Good, 1e-12);
                Assert.Equal(1, stable.Bad + stable.Good, 1e-12);
                Assert.Equal(one.Line.Canary(stable.Bad), canary.Bad, 1e-12);
            },
            iter: 20_000
        );

    [Fact]
    public void The_sum_is_flat_at_the_nearest_point() =>
        Cases.Sample(
            one =>
            {
                var (canary, stable) = one.Nearest();
                // Terms of the derivative, which cancel each other up to rounding.
                double[] terms =
                [
                    one.CanaryRequests * one.Line.Slope * one.Canary.Good / canary.Good,
                    -one.CanaryRequests * one.Line.Slope * one.Canary.Bad / canary.Bad,
                    one.StableRequests * one.Stable.Good / stable.Good,
                    -one.StableRequests * one.Stable.Bad / stable.Bad,
                ];
                return Math.Abs(terms.Sum()) <= 1e-9 * terms.Max(Math.Abs);
            },
            iter: 20_000
        );

    [Fact]
    public void Without_offset_and_slope_it_is_the_common_share()
    {
        var (canary, stable) = new Line(1, 0).Nearest(Share.Of(0.3), Share.Of(0.1), 10, 30);

        Assert.Equal((10 * 0.3 + 30 * 0.1) / 40, stable.Bad, 1e-15);
        Assert.Equal(canary, stable);
    }

    /// <summary>Shares of every size, near 0 and near 1 as well.</summary>
    private static Gen<Share> Shares() =>
        Gen.Select(Gen.Double[-10, -0.31], Gen.Bool)
            .Select((log, high) => (Small: Math.Pow(10, log), high))
            .Select(one => one.high ? new Share(1 - one.Small, one.Small) : new Share(one.Small, 1 - one.Small));

    private sealed record Case(Share Canary, Share Stable, double CanaryRequests, double StableRequests, Line Line)
    {
        public (Share Canary, Share Stable) Nearest() => Line.Nearest(Canary, Stable, CanaryRequests, StableRequests);

        public double Distance(Share canary, Share stable) =>
            canary is { Bad: > 0, Good: > 0 } && stable is { Bad: > 0, Good: > 0 }
                ? CanaryRequests * Canary.Against(canary) + StableRequests * Stable.Against(stable)
                : double.PositiveInfinity;
    }
}
