using System.Collections.Immutable;
using CsCheck;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Split;

namespace Serinus.Tests.Routing.Compile;

/// <summary>What a rollout lays over routes, and what it leaves as it was.</summary>
public sealed class OverlayTests
{
    private static readonly OverlayConfig Ten = new()
    {
        Name = "ro",
        Stable = "app",
        Canary = "app-canary",
        CanaryPercent = 10,
        Generation = 3,
    };

    [Fact]
    public void The_two_backends_share_by_percent_and_the_route_tells_of_it()
    {
        var route = Laid(Given.Canary("r", 100, 0), Ten);

        Assert.Equal([("app", 90m), ("app-canary", 10m)], Arms(route));
        Assert.Equal(3, route.Overlay?.Config.Generation);
        Assert.Equal([100m, 0m], route.Written.Backends.Select(backend => backend.Weight));
    }

    [Fact]
    public void Backends_beside_the_two_keep_their_weights()
    {
        var route = Laid(Three(50, 30, 20), Ten with { CanaryPercent = 25 });

        // Stable first, the canary last: a ramp moves nobody between the third backend and the two.
        Assert.Equal([("app", 52.5m), ("other", 30m), ("app-canary", 17.5m)], Arms(route));
        Assert.Equal([2, 1, 0], route.Backends.Select(backend => backend.Place));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.0001, 100)]
    [InlineData(33.3333, 333_333)]
    [InlineData(100, 1_000_000)]
    public void Every_share_with_four_decimals_is_exact(decimal percent, int ofAMillion)
    {
        var split = Laid(Given.Canary("r", 3, 4), Ten with { CanaryPercent = percent }).Split;

        var canaries = Enumerable.Range(0, 1_000_000).Count(number => split.ByWeight((ulong)number) == 1);
        Assert.Equal(ofAMillion == 100 ? 1 : ofAMillion, canaries);
    }

    [Fact]
    public void Two_weights_of_0_share_like_a_weight_of_1()
    {
        Assert.Equal([("app", 90m), ("app-canary", 10m)], Arms(Laid(Given.Canary("r", 0, 0), Ten)));
        Assert.Equal([("app", 0.9m), ("other", 1m), ("app-canary", 0.1m)], Arms(Laid(Three(0, 1, 0), Ten)));
    }

    [Fact]
    public void Joint_weight_is_kept_whatever_the_percent() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 1000], Gen.Int[0, 1000], Gen.Int[0, 1_000_000])
            .Sample(
                (canary, other, stable, part) =>
                {
                    var percent = part / 10_000m;
                    var weights = OverlaidBackends.Weigh([stable, other, canary], percent);
                    Assert.True(Weights.TryScale(weights, out var whole, out _, out var reason), reason);

                    var joint = stable + canary == 0 ? 1 : stable + canary;
                    var total = (decimal)whole.Sum();
                    var wanted = joint * percent / 100 / (joint + other);
                    Assert.InRange(Math.Abs(whole[2] / total - wanted), 0, 0.000_01m);
                    Assert.InRange(Math.Abs(whole[1] / total - (decimal)other / (joint + other)), 0, 0.000_01m);
                    Assert.Equal(percent == 0, whole[2] == 0);
                    Assert.Equal(percent == 100, whole[0] == 0);
                },
                iter: 300
            );

    [Fact]
    public void Stable_takes_what_falls_back_wherever_it_was_written()
    {
        var route = Given.Canary("r", 50, 50);
        var laid = Laid(route with { Backends = [route.Backends[1], route.Backends[0]] }, Ten);

        Assert.Equal(("app", true), (laid.Backends[0].Name, laid.Backends[0].IsStable));
    }

    [Fact]
    public void Only_the_routes_it_names_are_laid_over()
    {
        RouteConfig[] routes =
        [
            Given.Canary("a", 50, 50) with
            {
                Hosts = ["a.test"],
            },
            Given.Canary("b", 50, 50) with
            {
                Hosts = ["b.test"],
            },
            Given.Route("c", "c.test"),
        ];

        var named = Compile([Ten with { Routes = ["b"] }], routes);
        var any = Compile([Ten], routes);

        Assert.Equal(["b"], Overlaid(named));
        Assert.Equal(["a", "b"], Overlaid(any));
        Assert.Empty(named.Problems.Concat(any.Problems));
    }

    [Fact]
    public void What_is_unchanged_is_taken_over_as_it_is()
    {
        var routes = new[] { Given.Canary("a", 50, 50), Given.Canary("b", 50, 50) };
        var of = new[] { Ten with { Name = "a", Routes = ["a"] }, Ten with { Name = "b", Routes = ["b"] } };
        var first = Compile(of, routes).Snapshot;

        var same = Compile(of, routes, first).Snapshot;
        var other = Compile([of[0], of[1] with { CanaryPercent = 20 }], routes, first).Snapshot;

        Assert.Equal(first.Routes, same.Routes);
        Assert.Same(first.Overlays[0], same.Overlays[0]);
        Assert.Same(first.Routes[0], other.Routes[0]);
        Assert.NotSame(first.Routes[1].Config, other.Routes[1].Config);
        Assert.Equal(20, other.Routes[1].Backends[1].Weight);
    }

    [Fact]
    public void One_overlay_change_among_ten_thousand_routes_makes_one_route_anew()
    {
        const int Count = 10_000;
        var routes = Enumerable
            .Range(0, Count)
            .Select(i =>
                Given.Canary($"route-{i}", 50, 50) with
                {
                    Hosts = [$"host-{i}.test"],
                    Backends =
                    [
                        new BackendConfig { Service = $"app-{i}" },
                        new BackendConfig { Service = $"app-{i}-canary" },
                    ],
                }
            )
            .ToArray();
        var overlays = Enumerable
            .Range(0, Count)
            .Select(i => Ten with { Name = $"ro-{i}", Stable = $"app-{i}", Canary = $"app-{i}-canary" })
            .ToArray();
        var before = Compile(overlays, routes).Snapshot;

        overlays[7000] = overlays[7000] with { CanaryPercent = 50 };
        var after = Compile(overlays, routes, before).Snapshot;

        Assert.Equal([7000], Enumerable.Range(0, Count).Where(i => before.Routes[i] != after.Routes[i]));
        Assert.Equal(50, after.Routes[7000].Backends[1].Weight);
        Assert.Same(before.Routes[7000].Rule, after.Routes[7000].Rule);
    }

    [Fact]
    public void Nothing_is_left_of_an_overlay_that_is_gone()
    {
        var route = Given.Canary("r", 60, 40) with { Cohort = new() { By = CohortKey.ClientIp } };
        var laid = Compile([Ten with { Cohort = new() { Cookie = "ro" } }], [route]).Snapshot;

        var after = Compile([], [route], laid).Snapshot.Routes[0];

        Assert.Equal("ro", laid.Routes[0].Cohort?.CookieName);
        Assert.Same(route, after.Config);
        Assert.Null(after.Overlay);
        Assert.NotEqual("ro", after.Cohort?.CookieName);
    }

    [Fact]
    public void A_window_over_a_change_of_the_percent_is_as_exact_as_any_other()
    {
        var route = Given.Canary("r", 50, 50);
        var first = Compile([Ten], [route]).Snapshot;
        var sequence = new LiveSequence(first.Routes[0].Split);
        var taken = Take(sequence, 437);
        var second = Compile([Ten with { CanaryPercent = 50, Generation = 4 }], [route], first).Snapshot;
        sequence = sequence.Continue(second.Routes[0].Split);

        Assert.InRange(taken, 43, 44);
        Assert.InRange(taken + Take(sequence, 600), 343, 344);
    }

    [Fact]
    public void A_bad_overlay_leaves_its_last_good_version_and_the_route_alone()
    {
        var route = Given.Canary("r", 50, 50);
        var good = Compile([Ten], [route]).Snapshot;

        var (kept, problems) = Compile([Ten with { CanaryPercent = 101 }], [route], good);
        var (never, _) = Compile([Ten with { CanaryPercent = -1 }], [route]);

        Assert.Equal(
            "error: rollout ro: canaryPercent: 101 % is above 100; use 0 to 100",
            $"{Assert.Single(problems)}"
        );
        Assert.Same(good.Routes[0], kept.Routes[0]);
        Assert.Same(route, never.Routes[0].Config);
    }

    [Fact]
    public void A_bad_route_keeps_its_last_good_version_under_the_overlay_of_now()
    {
        var route = Given.Canary("r", 50, 50);
        var good = Compile([Ten], [route]).Snapshot;

        var kept = Compile([Ten with { CanaryPercent = 0 }], [route with { Hosts = ["a..b"] }], good).Snapshot;

        Assert.Equal([("app", 100m), ("app-canary", 0m)], Arms(kept.Routes[0]));
    }

    [Fact]
    public void An_overlay_that_cannot_be_is_told()
    {
        Told(Ten with { Canary = "app" }, "canary", "app is stable too");
        Told(Ten with { CanaryPercent = 0.00001m }, "canaryPercent", "finer than one in a million");
        Told(Ten with { MirrorPercent = 100.5m }, "mirrorPercent", "above 100");
        Told(Ten with { Match = [new()] }, "match[0]", "no condition");
        Told(
            Ten with
            {
                Match = [new() { Headers = [new("a b", ValueKind.Present)] }],
            },
            "match[0].headers[0].name",
            "header name"
        );
        Told(
            Ten with
            {
                Match = [new() { Cookies = [new("c", ValueKind.Regex, "(")] }],
            },
            "match[0].cookies[0].value",
            "no regular"
        );
        Told(Ten with { Cohort = new() { Cookie = "a b" } }, "cohort.cookie", "no cookie name");
        Told(Ten with { ExpiredCookie = "a b" }, "expiredCookie", "no cookie name");
        Told(Ten with { DurationEdges = [100, double.NaN] }, "durationEdges[1]", "no duration");
        Told(
            Ten with
            {
                DurationEdges = [.. Enumerable.Range(1, 9).Select(i => (double)i)],
            },
            "durationEdges",
            "9 durations"
        );
    }

    [Fact]
    public void An_overlay_over_nothing_is_told_with_what_was_probably_meant()
    {
        Warned(Ten with { Routes = ["x"] }, "routes[0]", "there is no route x", "add the route");
        Warned(
            Ten with
            {
                Routes = ["route-ome"],
            },
            "routes[0]",
            "there is no route route-ome",
            "did you mean route-one?"
        );
        Warned(
            Ten with
            {
                Routes = ["route-one"],
                Canary = "app-canry",
            },
            "routes[0]",
            "has no backend app-canry",
            "did you mean app-canary?"
        );
        Warned(Ten with { Stable = "ap" }, "", "no route has both backends ap and app-canary", "did you mean app?");
    }

    [Fact]
    public void Of_two_overlays_over_a_route_the_first_counts()
    {
        var route = Given.Canary("r", 50, 50);

        var (snapshot, problems) = Compile([Ten, Ten with { Name = "second", CanaryPercent = 70 }], [route]);
        var named = Compile([Ten, Ten], [route]).Problems;

        Assert.Equal("ro", snapshot.Routes[0].Overlay?.Name);
        var problem = Assert.Single(problems, problem => problem.Severity == Severity.Error);
        Assert.Equal(("second", "routes"), (problem.Object.Name, problem.Field));
        Assert.Contains("route r lies under rollout ro already", problem.Message);
        Assert.Contains("there is another rollout of this name", Assert.Single(named).Message);
    }

    [Fact]
    public void A_reference_of_a_backend_that_was_moved_names_where_it_was_written()
    {
        var route = Given.Canary("r", 50, 50);
        route = route with
        {
            Backends = [new BackendConfig { Service = "gone", Name = "app-canary" }, route.Backends[0]],
        };

        var problem = Assert.Single(Compile([Ten], [route]).Errors());

        Assert.Equal("backends[0].service", problem.Field);
    }

    private static int Take(LiveSequence sequence, int count) =>
        Enumerable.Range(0, count).Count(_ => sequence.Split.ByWeight(sequence.Next()) == 1);

    private static RouteConfig Three(decimal canary, decimal other, decimal stable) =>
        Given.Route("r") with
        {
            Backends =
            [
                new BackendConfig { Service = "app-canary", Weight = canary },
                new BackendConfig
                {
                    Service = "app",
                    Name = "other",
                    Weight = other,
                },
                new BackendConfig { Service = "app", Weight = stable },
            ],
        };

    private static Route Laid(RouteConfig route, OverlayConfig overlay)
    {
        var (snapshot, problems) = Compile([overlay], [route]);
        Assert.DoesNotContain(problems, problem => problem.Severity == Severity.Error);
        return snapshot.Routes[0];
    }

    private static (string, decimal)[] Arms(Route route) =>
        [.. route.Backends.Select(backend => (backend.Name, backend.Weight))];

    private static string[] Overlaid(CompileResult result) =>
        [.. result.Snapshot.Routes.Where(route => route.Overlay is not null).Select(route => route.Name)];

    private static CompileResult Compile(OverlayConfig[] overlays, RouteConfig[] routes, Snapshot? previous = null) =>
        Compiler.Compile(
            [Services with { Routes = [.. routes] }, new() { Provider = "rollouts", Overlays = [.. overlays] }],
            previous,
            Given.Key
        );

    private static Fragment Services { get; } = Given.Fragment();

    private static void Told(OverlayConfig overlay, string field, string message)
    {
        var problem = Assert.Single(Compile([overlay], [Given.Canary("r", 1, 1)]).Errors());
        Assert.Equal(field, problem.Field);
        Assert.Contains(message, problem.Message);
    }

    private static void Warned(OverlayConfig overlay, string field, string message, string cure)
    {
        var problem = Assert.Single(Compile([overlay], [Given.Canary("route-one", 1, 1)]).Problems);
        Assert.Equal((Severity.Warning, field, "ro"), (problem.Severity, problem.Field, problem.Object.Name));
        Assert.Contains(message, problem.Message);
        Assert.Contains(cure, problem.Cure);
    }
}
