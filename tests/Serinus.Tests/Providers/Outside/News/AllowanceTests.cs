using Serinus.Providers.Outside.News;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Providers.Outside.News;

public class AllowanceTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Grave_news_are_kept_room_for()
    {
        var allowance = new Allowance(Start);

        Assert.Equal(30, Taken(allowance, NewsSeverity.Info, Start));
        Assert.Equal(15, Taken(allowance, NewsSeverity.Warn, Start));
        Assert.Equal(15, Taken(allowance, NewsSeverity.Error, Start));
        Assert.Equal(0, Taken(allowance, NewsSeverity.Error, Start));
    }

    [Fact]
    public void One_more_is_allowed_each_second_up_to_the_most()
    {
        var allowance = new Allowance(Start);
        Taken(allowance, NewsSeverity.Error, Start);

        Assert.Equal(3, Taken(allowance, NewsSeverity.Error, Start.AddSeconds(3)));
        Assert.Equal(0, Taken(allowance, NewsSeverity.Info, Start.AddSeconds(30)));
        Assert.Equal(Allowance.Most, Taken(allowance, NewsSeverity.Error, Start.AddDays(1)));
    }

    [Fact]
    public void A_clock_that_is_set_back_takes_nothing_away()
    {
        var allowance = new Allowance(Start);

        Assert.True(allowance.Take(NewsSeverity.Info, Start.AddDays(-1)));
    }

    private static int Taken(Allowance allowance, NewsSeverity severity, DateTimeOffset now) =>
        Enumerable.Range(0, 1000).TakeWhile(_ => allowance.Take(severity, now)).Count();
}
