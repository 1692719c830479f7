using System.Collections.Immutable;
using CsCheck;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Routing.Split;

namespace Serinus.Tests.Routing.Compile;

public sealed class CompilerTests
{
    [Fact]
    public void A_bad_route_leaves_its_neighbours_served()
    {
        var result = Given.Compiled(
            Given.Fragment(Given.Route("a"), Given.Canary("bad", -5, 1), Given.Route("c", "c.test"))
        );

        Assert.Equal(["a", "c"], result.Snapshot.Routes.Select(route => route.Name));
        Assert.Equal([0, 1], result.Snapshot.Routes.Select(route => route.Index));
        var problem = Assert.Single(result.Errors());
        Assert.Equal("error: route bad: backends[0].weight: weight -5 is below 0; use 0 to drain", problem.ToString());
    }

    [Fact]
    public void A_bad_object_is_replaced_by_its_last_good_version()
    {
        var good = Given.Fragment(Given.Canary("a", 90, 10), Given.Route("b", "b.test"));
        var before = Given.Compiled(good).Snapshot;
        var bad = good with
        {
            Routes = [Given.Canary("a", -1, 1), good.Routes[1]],
            Services = [Given.Service("app", "ftp://x"), good.Services[1]],
            Listeners = [new ListenerConfig { Name = "web", Address = "nonsense" }],
            Edge = new EdgeConfig { Loops = -1 },
        };

        var after = Given.Compiled(bad, before);

        Assert.Same(before.Routes[0], after.Snapshot.Routes[0]);
        Assert.Same(before.Services[0], after.Snapshot.Services[0]);
        Assert.Same(before.Listeners[0], after.Snapshot.Listeners[0]);
        Assert.Same(before.Edge, after.Snapshot.Edge);
        Assert.Equal(["edge", "listener web", "service app", "route a"], after.Errors().Select(p => $"{p.Object}"));
    }

    [Fact]
    public void An_object_that_could_not_be_read_stays_in_service()
    {
        var good = Given.Fragment(Given.Route("a"), Given.Route("b", "b.test")) with
        {
            Edge = new EdgeConfig { Loops = 3 },
        };
        var before = Given.Compiled(good).Snapshot;
        var unreadable = good with
        {
            Routes = [good.Routes[0]],
            Services = [good.Services[0]],
            Edge = null,
            Unreadable = [new("route", "b"), new("service", "app-canary"), new("edge", ""), new("route", "never-seen")],
        };

        var after = Given.Compiled(unreadable, before).Snapshot;

        Assert.Equal(["a", "b"], after.Routes.Select(route => route.Name));
        Assert.Equal(["app", "app-canary"], after.Services.Select(service => service.Name));
        Assert.Equal(3, after.Edge.Loops);
    }

    [Fact]
    public void An_object_that_is_gone_is_served_no_more()
    {
        var before = Given.Compiled(Given.Fragment(Given.Route("a"), Given.Route("b", "b.test"))).Snapshot;

        var after = Given.Compiled(Given.Fragment(Given.Route("b", "b.test")), before).Snapshot;

        Assert.Equal(["b"], after.Routes.Select(route => route.Name));
        Assert.Null(after.Table.Match(Given.Get("http://a/")));
    }

    [Fact]
    public void Of_two_objects_of_one_name_the_first_is_served()
    {
        var first = Given.Fragment(Given.Route("a", "a.test"));
        var second = Given.Fragment(Given.Route("a", "b.test")) with
        {
            Provider = "other",
            Services = [],
            Listeners = [],
        };

        var result = Compiler.Compile([first, second], null, Given.Key);

        Assert.Equal(["a.test"], Assert.Single(result.Snapshot.Routes).Config.Hosts);
        Assert.Equal("route a", $"{Assert.Single(result.Errors()).Object}");
    }

    [Fact]
    public void A_problem_names_the_place_of_its_field()
    {
        var origin = new Origin("edge.yaml", [("", 3, 1), ("backends[1]", 9, 5), ("backends[1].weight", 9, 30)]);

        var result = Given.Compiled(Given.Fragment(Given.Canary("a", 1, -5) with { Origin = origin }));

        Assert.StartsWith("edge.yaml:9:30: error: route a: backends[1].weight:", $"{Assert.Single(result.Errors())}");
    }

    [Fact]
    public void A_route_to_a_service_that_is_not_there_is_served_and_gets_it_when_it_comes()
    {
        var route = Given.Route("a") with { Backends = [new BackendConfig { Service = "ap" }] };
        var fragment = Given.Fragment(route);
        var without = Given.Compiled(fragment);
        var with = Given.Compiled(
            fragment with
            {
                Services = fragment.Services.Add(Given.Service("ap", "http://127.0.0.1:1")),
            },
            without.Snapshot
        );

        Assert.Null(Assert.Single(without.Snapshot.Routes).Backends[0].Service);
        Assert.Equal(
            "error: route a: backends[0].service: there is no service ap; its share is answered 503; did you mean app?",
            $"{Assert.Single(without.Errors())}"
        );
        Assert.Empty(with.Problems);
        Assert.Equal("ap", with.Snapshot.Routes[0].Backends[0].Service?.Name);
        Assert.Same(with.Snapshot.Routes[0], with.Snapshot.Table.Match(Given.Get("http://x/")));
    }

    [Fact]
    public void What_did_not_change_is_the_same_object()
    {
        var fragment = Given.Fragment(Given.Canary("a", 90, 10), Given.Route("b", "b.test"));
        var before = Given.Compiled(fragment).Snapshot;

        var after = Given.Compiled(fragment with { Provider = "file" }, before).Snapshot;

        Assert.Equal(before.Generation + 1, after.Generation);
        Assert.Equal(before.Routes, after.Routes);
        Assert.Equal(before.Services, after.Services);
        Assert.Equal(before.Listeners, after.Listeners);
        Assert.Same(before.Table, after.Table);
    }

    [Fact]
    public void A_changed_endpoint_replaces_only_the_routes_it_serves()
    {
        var fragment = Given.Fragment(Given.Canary("a", 90, 10), Given.Route("b", "b.test"));
        var before = Given.Compiled(fragment).Snapshot;

        var after = Given
            .Compiled(
                fragment with
                {
                    Services = [fragment.Services[0], Given.Service("app-canary", "http://10.0.0.1")],
                },
                before
            )
            .Snapshot;

        Assert.NotSame(before.Routes[0], after.Routes[0]);
        Assert.Same(before.Routes[0].Split, after.Routes[0].Split);
        Assert.Same(after.Services[1], after.Routes[0].Backends[1].Service);
        Assert.Same(before.Routes[1], after.Routes[1]);
        Assert.Same(after.Routes[0], after.Table.Match(Given.Get("http://a.test/")));
        Assert.Same(after.Routes[1], after.Table.Match(Given.Get("http://b.test/")));
    }

    [Fact]
    public void A_service_that_moved_moves_in_its_routes_too()
    {
        var fragment = Given.Fragment(Given.Canary("a", 90, 10));
        var before = Given.Compiled(fragment).Snapshot;

        var after = Given.Compiled(fragment with { Services = [.. fragment.Services.Reverse()] }, before).Snapshot;

        Assert.All(after.Services, service => Assert.Same(service, after.Services[service.Index]));
        Assert.All(
            after.Routes[0].Backends,
            backend => Assert.Same(after.Services[backend.Service!.Index], backend.Service)
        );
    }

    [Fact]
    public void A_new_signing_key_makes_old_cookies_worthless()
    {
        var fragment = Given.Fragment(Given.Canary("a", 90, 10) with { Cohort = new CohortConfig() });
        var before = Given.Compiled(fragment).Snapshot;

        var after = Compiler.Compile([fragment], before, new byte[32]).Snapshot;

        Assert.NotSame(before.Routes[0].Cohort, after.Routes[0].Cohort);
    }

    [Fact]
    public void Warnings_are_told_again_with_every_snapshot()
    {
        var fragment = Given.Fragment(Given.Canary("a", 0, 0), Given.Route("b", "b.test"), Given.Route("c", "b.test"));
        var first = Given.Compiled(fragment);

        var second = Given.Compiled(fragment, first.Snapshot);

        Assert.Equal(2, first.Problems.Length);
        Assert.Equal(first.Problems, second.Problems);
    }

    [Fact]
    public void Two_routes_with_the_same_match_are_pointed_out()
    {
        var header = new ValueMatchConfig("X-A", ValueKind.Exact, "1");
        var result = Given.Compiled(
            Given.Fragment(
                Given.Route("b", "a.test", "/x") with
                {
                    Headers = [header],
                },
                Given.Route("a", "A.test", "/x/") with
                {
                    Headers = [header with { Name = "x-a" }],
                },
                Given.Route("c", "a.test", "/x"),
                Given.Route("d", "a.test")
            )
        );

        Assert.Equal(
            "warning: route b: it takes no request for a.test: route a has the same match and is first by name; change the match of one of the two, or remove one",
            $"{Assert.Single(result.Problems)}"
        );
    }

    [Fact]
    public void A_route_that_one_of_a_higher_priority_leaves_nothing_to_is_told_so()
    {
        var result = Given.Compiled(
            Given.Fragment(
                Given.Route("low", "a.test", "/x/y"),
                Given.Route("other-path", "a.test", "/xx"),
                Given.Route("high", "a.test", "/x") with
                {
                    Priority = 7,
                }
            )
        );

        Assert.Equal(
            "warning: route low: priority: it takes no request for a.test: route high has priority 7 and takes all of them; give it a higher priority, or change the match of one of the two",
            $"{Assert.Single(result.Problems)}"
        );
    }

    [Fact]
    public void A_one_label_wildcard_and_one_for_any_do_not_shadow_each_other() =>
        Assert.Empty(
            Given
                .Compiled(
                    Given.Fragment(
                        Given.Route("any", "*.a.test"),
                        Given.Route("one", "*.a.test") with
                        {
                            OneLabelWildcards = true,
                        }
                    )
                )
                .Problems
        );

    [Fact]
    public void A_service_with_an_error_of_its_own_is_not_told_to_be_missing()
    {
        var result = Given.Compiled(
            Given.Fragment(
                Given.Canary("r", 90, 10),
                Given.Route("s", "s.test") with
                {
                    Backends = [new() { Service = "lost" }],
                }
            ) with
            {
                Services = [Given.Service("app", "http://127.0.0.1:9001"), Given.Service("app-canary", "nonsense")],
                Unreadable = [new ObjectId(ObjectId.Service, "lost")],
            }
        );

        Assert.Equal(
            [
                "error: route r: backends[1].service: service app-canary has an error of its own; its share goes to app; mend the service: its own problems are told beside this one",
                "error: route s: backends[0].service: service lost has an error of its own; its share is answered 503; mend the service: its own problems are told beside this one",
            ],
            result.Problems.Where(problem => problem.Object.Kind == ObjectId.Route).Select(problem => $"{problem}")
        );
    }

    [Fact]
    public void The_share_of_a_canary_without_service_is_said_to_go_where_it_goes()
    {
        var canary = Given.Canary("r", 90, 10) with
        {
            Backends = [new() { Service = "app" }, new() { Service = "other" }],
        };

        Assert.Contains("its share goes to app;", $"{Assert.Single(Given.Compiled(Given.Fragment(canary)).Problems)}");
        var alone = canary with { Fallback = new() { Connect = false } };
        Assert.Contains(
            "its share is answered 503;",
            $"{Assert.Single(Given.Compiled(Given.Fragment(alone)).Problems)}"
        );
    }

    [Fact]
    public void A_priority_out_of_range_is_a_problem() =>
        Assert.Equal(
            "error: route r: priority: 1000001 is above 1000000; use -1000000 to 1000000",
            $"{Assert.Single(Given.Compiled(Given.Fragment(Given.Route("r") with { Priority = 1_000_001 })).Problems)}"
        );

    [Fact]
    public void The_order_of_fragments_and_objects_does_not_matter() =>
        Gen.Shuffle(RandomRoutes.Sample)
            .Sample(
                shuffled =>
                {
                    var expected = Given.Snapshot(RandomRoutes.Sample);
                    var fragments = shuffled.Select(route =>
                        Given.Fragment(route) with
                        {
                            Services = [],
                            Listeners = [],
                        }
                    );
                    var services = Given.Fragment();
                    var actual = Compiler.Compile([.. fragments, services], null, Given.Key);
                    return RandomRoutes.Requests.All(head =>
                        actual.Snapshot.Table.Match(head)?.Name == expected.Table.Match(head)?.Name
                    );
                },
                iter: 100
            );

    [Fact]
    public void A_weight_change_keeps_the_sequence_and_an_endpoint_change_does_not_touch_it()
    {
        var before = Given.Snapshot(Given.Canary("a", 90, 10)).Routes[0];
        var sequence = new LiveSequence(before.Split);
        for (var i = 0; i < 5; i++)
            sequence.Next();

        Assert.Same(sequence, sequence.Continue(Given.Snapshot(Given.Canary("a", 90, 10)).Routes[0].Split));
        var changed = sequence.Continue(Given.Snapshot(Given.Canary("a", 50, 50)).Routes[0].Split);
        Assert.NotSame(sequence, changed);
        Assert.Equal(5UL, changed.Current);
    }

    [Fact]
    public void One_change_among_ten_thousand_routes_makes_one_route_and_one_service_anew()
    {
        const int Count = 10_000;
        const int Changed = 5_000;
        var routes = Enumerable
            .Range(0, Count)
            .Select(i =>
                Given.Route($"route-{i}", $"host-{i}.example.com", "/") with
                {
                    Backends = [new BackendConfig { Service = $"service-{i}" }],
                }
            )
            .ToImmutableArray();
        var services = Enumerable
            .Range(0, Count)
            .Select(i => Given.Service($"service-{i}", "http://10.0.0.1:80"))
            .ToImmutableArray();
        var fragment = Given.Fragment() with { Routes = routes, Services = services };
        var before = Given.Compiled(fragment).Snapshot;

        // That little work is done is shown by what is kept; how long it takes is for the benchmarks to tell.
        services = services.SetItem(Changed, Given.Service($"service-{Changed}", "http://10.0.1.1:80"));
        var after = Given.Compiled(fragment with { Services = services }, before).Snapshot;

        Assert.Equal([Changed], Differing(before.Services, after.Services));
        Assert.Equal([Changed], Differing(before.Routes, after.Routes));
        Assert.Same(before.Routes[Changed].Split, after.Routes[Changed].Split);
        Assert.Equal("10.0.1.1", after.Routes[Changed].Backends[0].Service!.Endpoints[0].Host);
    }

    /// <summary>Indexes at which another object stands.</summary>
    private static IEnumerable<int> Differing<T>(ImmutableArray<T> before, ImmutableArray<T> after)
        where T : class => Enumerable.Range(0, before.Length).Where(i => !ReferenceEquals(before[i], after[i]));
}
