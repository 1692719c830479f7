using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class FastFailTests
{
    [Theory]
    [InlineData(20, 10, 1000, 5, true)]
    [InlineData(10, 10, 0, 0, true)]
    [InlineData(9, 9, 1000, 5, false)]
    [InlineData(21, 10, 1000, 5, false)]
    [InlineData(20, 20, 1000, 900, false)]
    [InlineData(0, 0, 0, 0, false)]
    public void Ten_errors_and_half_of_the_requests_trip_it_unless_stable_fails_too(
        long canary,
        long canaryBad,
        long stable,
        long stableBad,
        bool trips
    )
    {
        var recent = new BlockPair(new ArmCounts(canary, canaryBad), new ArmCounts(stable, stableBad));

        Assert.Equal(trips, new FastFail().Trips(recent, out var reason));
        Assert.Equal(trips, reason.Length > 0);
    }

    [Fact]
    public void It_says_why()
    {
        new FastFail().Trips(new BlockPair(new ArmCounts(40, 30), new ArmCounts(2000, 8)), out var reason);

        Assert.Equal("30 of the last 40 requests failed, 0.4 % on stable", reason);
    }
}
