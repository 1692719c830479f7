using CsCheck;
using Serinus.Proxy.Upstreams;

namespace Serinus.Tests.Proxy.Upstreams;

public sealed class RetryBudgetTests
{
    private readonly RetryBudget budget = new();

    [Fact]
    public void A_quiet_service_may_retry_its_minimum_each_second()
    {
        Assert.Equal(10, Take(100, percent: 20, minPerSecond: 10, now: 5_000));
        Assert.Equal(0, Take(100, percent: 20, minPerSecond: 10, now: 5_999));
        Assert.Equal(10, Take(100, percent: 20, minPerSecond: 10, now: 6_000));
    }

    [Fact]
    public void A_busy_service_may_retry_its_share_of_ten_seconds()
    {
        for (var i = 0; i < 1000; i++)
            budget.Requested(50_000 + i * 10);

        Assert.Equal(200, Take(1000, percent: 20, minPerSecond: 0, now: 59_990));
    }

    [Fact]
    public void Requests_older_than_ten_seconds_count_no_more()
    {
        for (var i = 0; i < 1000; i++)
            budget.Requested(50_000);

        Assert.Equal(1, Take(1, percent: 20, minPerSecond: 0, now: 59_999));
        Assert.Equal(0, Take(1, percent: 20, minPerSecond: 0, now: 60_000));
        Assert.Equal(0, Take(1, percent: 20, minPerSecond: 0, now: 66_000));
        Assert.Equal(0, Take(1, percent: 20, minPerSecond: 0, now: 50_000_000));
    }

    [Fact]
    public void Nothing_is_granted_when_both_limits_are_zero()
    {
        budget.Requested(1_000);

        Assert.False(budget.TryTake(0, 0, 1_000));
    }

    [Fact]
    public void A_retry_is_granted_exactly_while_one_of_the_limits_allows_it() =>
        Gen.Select(Gen.Int[0, 100], Gen.Int[0, 5], Gen.Int[0, 200].Array[1, 300])
            .Sample(
                (percent, minPerSecond, gaps) =>
                {
                    var tested = new RetryBudget();
                    var now = 0L;
                    var requests = new List<long>();
                    var retries = new List<long>();
                    foreach (var gap in gaps)
                    {
                        now += gap;
                        tested.Requested(now);
                        requests.Add(now);
                        var granted = tested.TryTake(percent, minPerSecond, now);
                        if (granted)
                            retries.Add(now);
                        var (second, window) = (now / 1000 * 1000, (now / 1000 - 9) * 1000);
                        var more = granted ? 0 : 1;
                        var withinMin = retries.Count(at => at >= second) + more <= minPerSecond;
                        var withinShare =
                            (retries.Count(at => at >= window) + more) * 100
                            <= requests.Count(at => at >= window) * percent;
                        Assert.Equal(granted, withinMin || withinShare);
                    }
                }
            );

    [Fact]
    public void Threads_lose_no_request_within_a_second()
    {
        Parallel.For(0, 4, _ => Repeat(25_000, () => budget.Requested(7_000)));

        // The slot's first request may be lost to a race for the slot, never a later one.
        Assert.Equal(10_000, Take(20_000, percent: 10, minPerSecond: 0, now: 7_000));
    }

    private int Take(int tries, int percent, int minPerSecond, long now)
    {
        var taken = 0;
        Repeat(tries, () => taken += budget.TryTake(percent, minPerSecond, now) ? 1 : 0);
        return taken;
    }

    private static void Repeat(int times, Action action)
    {
        for (var i = 0; i < times; i++)
            action();
    }
}
