using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class ArmCountsTests
{
    [Theory]
    [InlineData(-1, 0)]
    [InlineData(3, -1)]
    [InlineData(3, 4)]
    public void Counts_that_cannot_be_are_refused(long requests, long bad) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArmCounts(requests, bad));

    [Fact]
    public void What_is_not_bad_is_good() => Assert.Equal(7, new ArmCounts(10, 3).Good);
}
