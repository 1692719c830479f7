using System.Text;
using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Routing;

/// <summary>Which backend a request gets on a route that lies under a rollout.</summary>
public sealed class OverlaidRouteTests
{
    [Fact]
    public void A_rollouts_match_sends_to_the_canary_whoever_asks_and_whatever_its_share()
    {
        var route = Overlaid(
            new OverlayConfig
            {
                Name = "ro",
                Stable = "app",
                Canary = "app-canary",
                CanaryPercent = 0,
                Match =
                [
                    new() { Headers = [new("X-Beta", ValueKind.Exact, "1"), new("X-Land", ValueKind.Regex, "de|at")] },
                    new() { Cookies = [new("canary", ValueKind.Regex, "y.*")] },
                    new() { Headers = [new("Cookie", ValueKind.Regex, "^(.*?;)?( ?flagger=always)(;.*)?$")] },
                ],
            }
        );

        Assert.Equal(new Choice(1, ChoiceReason.Matched), Choose(("X-Beta", "1"), ("X-Land", "at")));
        Assert.Equal(new Choice(1, ChoiceReason.Matched), Choose(("Cookie", "a=b; canary=yes")));
        Assert.Equal(new Choice(1, ChoiceReason.Matched), Choose(("Cookie", "a=b"), ("Cookie", "flagger=always")));
        Assert.Equal(ChoiceReason.Weight, Choose(("X-Beta", "1"), ("X-Land", "ch")).Reason);
        Assert.Equal(new Choice(0, ChoiceReason.Weight), Choose(("Cookie", "canary=no")));

        Choice Choose(params (string, string)[] headers) =>
            OverlaidRouteTests.Choose(route, Given.Get("http://a/", headers));
    }

    [Fact]
    public void A_trusted_clients_wish_goes_before_a_rollouts_match_and_always_is_its_canary()
    {
        var overlay = new OverlayConfig
        {
            Name = "ro",
            Stable = "app-canary",
            Canary = "app",
            Match = [new() { Headers = [new("X-Beta", ValueKind.Present)] }],
        };
        var route = Overlaid(overlay, new ForceConfig { Header = "X-Force", From = ["0.0.0.0/0", "::/0"] });

        Assert.Equal(
            new Choice(0, ChoiceReason.Forced),
            Choose(route, Given.Get("http://a/", ("X-Beta", "1"), ("X-Force", "never")))
        );
        Assert.Equal(new Choice(1, ChoiceReason.Forced), Choose(route, Given.Get("http://a/", ("X-Force", "always"))));
        Assert.Equal("app", route.Backends[1].Name);
    }

    [Fact]
    public void Users_that_a_route_would_keep_on_the_canary_leave_it_when_its_rollout_says_0()
    {
        var config = Given.Canary("r", 50, 50) with { Cohort = new CohortConfig { Policy = CohortPolicy.Drain } };
        var overlay = new OverlayConfig
        {
            Name = "ro",
            Stable = "app",
            Canary = "app-canary",
            CanaryPercent = 100,
        };
        var before = Canary(config, overlay);
        var cookie = CookieOf(before, Choose(before, Given.Get("http://a/")));

        var after = Choose(
            Canary(config, overlay with { CanaryPercent = 0 }),
            Given.Get("http://a/", ("Cookie", cookie))
        );

        Assert.Equal((0, ChoiceReason.Cohort), (after.Backend, after.Reason));
    }

    private static Route Overlaid(OverlayConfig overlay, ForceConfig? force = null) =>
        Canary(Given.Canary("r", 100, 0) with { Force = force }, overlay);

    private static Route Canary(RouteConfig config, params OverlayConfig[] overlays)
    {
        var (snapshot, problems) = Given.Compiled(Given.Fragment(config) with { Overlays = [.. overlays] });
        Assert.DoesNotContain(problems, problem => problem.Severity == Severity.Error);
        return snapshot.Routes[0];
    }

    private static Choice Choose(Route route, RequestHead head) =>
        route.Choose(head, new LiveSequence(route.Split), 0x8000_0000);

    private static string CookieOf(Route route, Choice choice)
    {
        var bytes = new byte[route.Cohort!.SetCookieBytesMax];
        return Encoding.ASCII.GetString(bytes, 0, route.Cohort.WriteSetCookie(choice, false, bytes)).Split(';')[0];
    }
}
