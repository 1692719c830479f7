using Serinus.Providers.Kubernetes.Cache;

namespace Serinus.Tests.Providers.Kubernetes.Cache;

public class BackoffTests
{
    [Fact]
    public void The_first_try_is_quick_and_none_is_later_than_half_a_minute()
    {
        var backoff = new Backoff(new Random(1));

        var waits = Enumerable.Range(0, 20).Select(_ => backoff.Next()).ToArray();

        Assert.InRange(waits[0], TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100));
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
        Assert.InRange(waits[^1], TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30));
        backoff.Reset();
        Assert.InRange(backoff.Next(), TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_server_that_asks_for_patience_gets_it_but_not_for_ever()
    {
        var backoff = new Backoff(new Random(1));

        Assert.Equal(TimeSpan.FromSeconds(7), backoff.Next(TimeSpan.FromSeconds(7)));
        Assert.Equal(TimeSpan.FromSeconds(30), backoff.Next(TimeSpan.FromHours(1)));
    }
}
