using Serinus.Orders;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Orders;

public sealed class OrderMakerTests
{
    private static readonly RolloutSpec Spec = new()
    {
        Name = "ro",
        Stable = "app",
        Canary = "app-canary",
        Analysis = new AnalysisSpec
        {
            SessionAffinity = new SessionAffinitySpec { CookieName = "stay" },
            Sequential = new SequentialSpec { LatencyEdges = [TimeSpan.FromMilliseconds(300)] },
            Metrics =
            [
                new MetricSpec { Name = MetricSpec.Duration, Max = 500 },
                new MetricSpec { Name = MetricSpec.SuccessRate, Min = 99 },
            ],
        },
        Failsafe = new FailsafeSpec { Lease = TimeSpan.FromSeconds(7), OnLoss = FailsafeAction.Revert },
    };

    private static readonly RunState Running = new()
    {
        Phase = Phase.Progressing,
        Revision = "v2",
        Traffic = new TrafficOrder
        {
            Generation = 5,
            CanaryPercent = 10,
            MirrorPercent = 1,
        },
    };

    [Fact]
    public void An_order_has_the_traffic_the_lease_and_the_durations_that_matter()
    {
        var order = OrderMaker.Of(Spec, Running);

        Assert.Equal(("ro", "app", "app-canary"), (order.Overlay.Name, order.Overlay.Stable, order.Overlay.Canary));
        Assert.Equal(
            (5, 10m, 1m),
            (order.Overlay.Generation, order.Overlay.CanaryPercent, order.Overlay.MirrorPercent)
        );
        Assert.Equal(
            (TimeSpan.FromSeconds(7), FailsafeAction.Revert, true),
            (order.Lease, order.OnLoss, order.IsRunning)
        );
        Assert.Equal([300.0, 500.0], order.Overlay.DurationEdges);
        Assert.Null(order.Overlay.Cohort);
        Assert.True(EdgeOrder.Same(order, OrderMaker.Of(Spec, Running)));
    }

    [Fact]
    public void Backends_that_have_changed_places_are_named_the_other_way_round()
    {
        var order = OrderMaker.Of(Spec, Running with { IsSwapped = true });

        Assert.Equal(("app-canary", "app"), (order.Overlay.Stable, order.Overlay.Canary));
    }

    [Theory]
    [InlineData(Phase.Initialized, false)]
    [InlineData(Phase.Progressing, true)]
    [InlineData(Phase.WaitingPromotion, true)]
    [InlineData(Phase.Promoting, true)]
    [InlineData(Phase.Finalising, true)]
    [InlineData(Phase.Succeeded, false)]
    [InlineData(Phase.Failed, false)]
    public void Only_a_run_that_goes_on_is_leased_and_watched(Phase phase, bool isRunning) =>
        Assert.Equal(isRunning, OrderMaker.Of(Spec, Running with { Phase = phase }).IsRunning);

    [Fact]
    public void Users_are_kept_by_a_cookie_of_this_run_alone()
    {
        var kept = Running with { Traffic = Running.Traffic with { KeepsUsers = true } };

        var cohort = OrderMaker.Of(Spec, kept).Overlay.Cohort!;

        Assert.Equal(
            ("stay", CohortPolicy.Evict, TimeSpan.FromDays(1)),
            (cohort.Cookie, cohort.Policy, cohort.CookieMaxAge)
        );
        Assert.Null(OrderMaker.Of(Spec, kept).Overlay.ExpiredCookie);
        Assert.Equal("stay", OrderMaker.Of(Spec, Running).Overlay.ExpiredCookie);
        Assert.NotEqual(cohort.Salt, OrderMaker.Of(Spec, kept with { Revision = "v3" }).Overlay.Cohort!.Salt);
    }

    [Theory]
    [InlineData(ValueTest.Exact, "a.b", "a.b", "aXb")]
    [InlineData(ValueTest.Prefix, "a.b", "a.bc", "aXbc")]
    [InlineData(ValueTest.Suffix, "a.b", "za.b", "za.bc")]
    [InlineData(ValueTest.Regex, "a.b", "aXb", "aXbc")]
    [InlineData(ValueTest.Present, "", "x", null)]
    public void Requests_match_by_header_and_cookie(ValueTest test, string text, string good, string? bad)
    {
        RequestMatchSpec[] matches =
        [
            new()
            {
                Values =
                [
                    new ValueSpec
                    {
                        Header = "X-H",
                        Test = test,
                        Text = text,
                    },
                ],
            },
            new()
            {
                Values =
                [
                    new ValueSpec
                    {
                        Cookie = "c",
                        Test = test,
                        Text = text,
                    },
                ],
            },
        ];
        var order = OrderMaker.Of(
            Spec,
            Running with
            {
                Traffic = Running.Traffic with { CanaryPercent = 0, Match = [.. matches] },
            }
        );
        var (snapshot, problems) = Given.Compiled(
            Given.Fragment(Given.Canary("r", 1, 1)) with
            {
                Overlays = [order.Overlay],
            }
        );
        var overlay = Assert.Single(snapshot.Overlays);

        Assert.Empty(problems);
        Assert.True(overlay.Sends(Given.Get("http://a/", ("X-H", good))));
        Assert.True(overlay.Sends(Given.Get("http://a/", ("Cookie", $"c={good}"))));
        Assert.False(overlay.Sends(Given.Get("http://a/")));
        Assert.False(bad is not null && overlay.Sends(Given.Get("http://a/", ("X-H", bad), ("Cookie", $"c={bad}"))));
    }
}
