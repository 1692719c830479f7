using Serinus.Orders;
using Serinus.Proxy.Telemetry;
using Serinus.Routing.Config;

namespace Serinus.Tests.Orders;

public sealed class CanaryWatchTests
{
    private static readonly EdgeOrder Order = new()
    {
        Overlay = new OverlayConfig
        {
            Name = "ro",
            Stable = "app",
            Canary = "app-canary",
        },
    };

    private readonly CanaryWatch watch = new();
    private OutcomeCount stable;
    private OutcomeCount canary;

    [Fact]
    public void Ten_errors_that_are_half_of_a_moments_requests_take_it_out()
    {
        Look();
        Assert.Null(Look(canaryRequests: 18, canaryErrors: 9));

        var found = Look(canaryRequests: 1, canaryErrors: 1);

        Assert.Equal(GuardReason.FastFail, found?.Kind);
        Assert.Contains("10 of the last 19 requests failed", found?.Text);
    }

    [Fact]
    public void Errors_of_an_earlier_moment_are_forgotten()
    {
        Look();
        for (var second = 0; second < 20; second++)
        {
            Assert.Null(Look(canaryRequests: 9, canaryErrors: 9));
            for (var look = 0; look < 5; look++)
                Assert.Null(Look());
        }
    }

    [Fact]
    public void What_was_counted_before_the_first_look_is_no_reason()
    {
        canary = new OutcomeCount(1000, 1000);

        Assert.Null(Look());
    }

    [Fact]
    public void A_canary_that_fails_no_more_than_stable_stays()
    {
        Look();

        Assert.Null(Look(canaryRequests: 20, canaryErrors: 20, stableRequests: 100, stableErrors: 90));
    }

    [Fact]
    public void A_rule_that_is_turned_off_never_holds()
    {
        var order = Order with { FastFailErrors = 0 };
        Look();

        canary += new OutcomeCount(100, 100);

        Assert.Null(watch.Look(stable, canary, hasEndpoint: true, order));
    }

    [Fact]
    public void Two_looks_without_an_endpoint_take_it_out_when_anybody_asked_it()
    {
        Look();
        Assert.Null(Look(canaryRequests: 1, hasEndpoint: false));

        Assert.Equal(GuardReason.NoEndpoint, Look(hasEndpoint: false)?.Kind);
    }

    [Fact]
    public void An_order_that_comes_before_its_first_endpoint_is_given_most_of_a_second()
    {
        for (var look = 0; look < 3; look++)
            Assert.Null(Look(canaryRequests: 1, hasEndpoint: false));

        Assert.Equal(GuardReason.NoEndpoint, Look(canaryRequests: 1, hasEndpoint: false)?.Kind);
    }

    [Fact]
    public void One_look_without_an_endpoint_or_a_canary_nobody_asks_is_no_reason()
    {
        Look();
        Assert.Null(Look(canaryRequests: 1, hasEndpoint: false));
        Assert.Null(Look(canaryRequests: 1));
        Assert.Null(Look(canaryRequests: 1, hasEndpoint: false));
        for (var look = 0; look < 6; look++)
            Assert.Null(Look());

        for (var look = 0; look < 6; look++)
            Assert.Null(Look(stableRequests: 5, hasEndpoint: false));
    }

    private (GuardReason Kind, string Text)? Look(
        long canaryRequests = 0,
        long canaryErrors = 0,
        long stableRequests = 0,
        long stableErrors = 0,
        bool hasEndpoint = true
    )
    {
        stable += new OutcomeCount(stableRequests, stableErrors);
        canary += new OutcomeCount(canaryRequests, canaryErrors);
        return watch.Look(stable, canary, hasEndpoint, Order);
    }
}
