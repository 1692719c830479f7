using CsCheck;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class ShareTests
{
    [Fact]
    public void A_share_proves_nothing_against_itself_and_something_against_any_other() =>
        Gen.Select(Gen.Double[0.001, 0.999], Gen.Double[0.001, 0.999])
            .Sample((p, q) => Share.Of(p).Against(Share.Of(p)) == 0 && Share.Of(p).Against(Share.Of(q)) >= 0);

    [Fact]
    public void It_is_the_logarithm_of_the_ratio_of_likelihoods() =>
        Gen.Select(Gen.Double[0.01, 0.99], Gen.Double[0.01, 0.99], Gen.Int[0, 50], Gen.Int[0, 50])
            .Sample(
                (p, q, bad, good) =>
                {
                    var expected = bad * Math.Log(p / q) + good * Math.Log((1 - p) / (1 - q));
                    Assert.Equal(expected, Share.Of(p).Against(Share.Of(q), bad, good), 1e-10);
                }
            );

    [Fact]
    public void Turned_round_it_is_the_same() =>
        Gen.Select(Gen.Double[1e-9, 0.5], Gen.Double[1e-9, 0.5], Gen.Int[0, 1000], Gen.Int[0, 1000])
            .Sample(
                (p, q, bad, good) =>
                {
                    var (one, other) = (Share.Of(p), Share.Of(q));
                    var turned = new Share(one.Good, one.Bad).Against(new Share(other.Good, other.Bad), good, bad);
                    Assert.Equal(one.Against(other, bad, good), turned, 1e-12 * (1 + Math.Abs(turned)));
                }
            );
}
