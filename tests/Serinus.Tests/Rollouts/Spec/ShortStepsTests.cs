using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Spec;

public sealed class ShortStepsTests
{
    [Theory]
    [InlineData("1%, 10%, 50% every 5m", "1, 10, 50", 300)]
    [InlineData("1%,10%,50% every 5m", "1, 10, 50", 300)]
    [InlineData("0.5 every 1h30m", "0.5", 5400)]
    [InlineData("5 %, 100 every 90s", "5, 100", 90)]
    public void A_line_gives_weights_and_an_interval(string line, string weights, int seconds)
    {
        var steps = ShortSteps.Read(line, out var problem)!;

        Assert.Null(problem);
        Assert.Equal(weights, string.Join(", ", steps.Weights));
        Assert.Equal(TimeSpan.FromSeconds(seconds), steps.Interval);
    }

    [Fact]
    public void The_interval_may_be_left_out() => Assert.Null(ShortSteps.Read("1%, 10%", out _)!.Interval);

    [Theory]
    [InlineData("")]
    [InlineData("1%,")]
    [InlineData("one")]
    [InlineData("-1%")]
    [InlineData("1% 10%")]
    [InlineData("1% every")]
    [InlineData("1% every 5")]
    [InlineData("1% every 5m1h")]
    [InlineData("1% every 0s")]
    [InlineData("1% every 999999d")]
    [InlineData("1% every 1% every 5m")]
    public void A_line_that_is_none_is_explained(string line)
    {
        Assert.Null(ShortSteps.Read(line, out var problem));
        Assert.False(string.IsNullOrEmpty(problem));
    }
}
