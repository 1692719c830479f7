using Serinus.Proxy.Pipeline;

namespace Serinus.Tests.Proxy.Pipeline;

public sealed class BodyPaceTests
{
    [Fact]
    public void Nothing_is_too_slow_within_the_grace()
    {
        var pace = new BodyPace();

        Assert.False(pace.IsTooSlow(9_999, 0, 100));
    }

    [Fact]
    public void A_byte_now_and_then_is_too_slow_in_the_end()
    {
        var pace = new BodyPace();
        var bytes = 0;
        while (!pace.IsTooSlow(1_000, ++bytes, 100) && bytes < 1_000) { }

        Assert.InRange(bytes, 10, 12);
    }

    [Fact]
    public void A_steady_pace_at_the_limit_is_never_too_slow()
    {
        var pace = new BodyPace();
        for (var second = 1; second < 100_000; second++)
            Assert.False(pace.IsTooSlow(1_000, second * 100L, 100));
    }

    [Fact]
    public void Zero_is_no_limit() => Assert.False(new BodyPace().IsTooSlow(long.MaxValue / 2, 0, 0));
}
