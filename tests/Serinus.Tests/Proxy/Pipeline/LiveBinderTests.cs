using System.Collections.Immutable;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Routing.Split;
using Serinus.Tests.Proxy.Upstreams;

namespace Serinus.Tests.Proxy.Pipeline;

public sealed class LiveBinderTests
{
    [Fact]
    public void Each_route_and_service_is_found_at_its_index()
    {
        var snapshot = Snapshot([Route(0, "a"), Route(1, "b")], [Service(0, "x", 1), Service(1, "y", 2)]);

        var live = Bind(snapshot, null);

        Assert.Same(snapshot, live.Snapshot);
        Assert.Equal(snapshot.Routes, live.Routes.Select(route => route.Route));
        Assert.Equal(snapshot.Services, live.Services.Select(service => service.Service));
    }

    [Fact]
    public void What_did_not_change_keeps_its_running_side()
    {
        var (route, service) = (Route(0, "a"), Service(0, "x", 3));
        var before = Bind(Snapshot([route], [service]), null);

        var after = Bind(Snapshot([route, Route(1, "b")], [service, Service(1, "y", 1)]), before);

        Assert.Same(before.Routes[0], after.Routes[0]);
        Assert.Same(before.Services[0], after.Services[0]);
    }

    [Fact]
    public void A_changed_route_goes_on_counting_wherever_it_stands()
    {
        var before = Bind(Snapshot([Route(0, "a"), Route(1, "b")], []), null);
        for (var request = 0; request < 5; request++)
            before.Routes[1].Sequence.Next();

        var after = Bind(Snapshot([Route(0, "new"), Route(1, "a"), Route(2, "b")], []), before);

        Assert.Equal([0UL, 0UL, 5UL], after.Routes.Select(route => route.Sequence.Current));
        Assert.Same(before.Routes[1].Metrics, after.Routes[2].Metrics);

        // Exchanges that still hold the old snapshot take numbers of the same row.
        before.Routes[1].Sequence.Next();
        Assert.Equal(6UL, after.Routes[2].Sequence.Next());
    }

    [Fact]
    public void Windows_over_changes_of_weights_are_as_exact_as_any()
    {
        // The canary's weight is raised every 90 requests; what it was given never strays from what it was owed.
        var live = Bind(Snapshot([Route(0, "a", 100, 0)], []), null);
        var (owed, given) = (0m, 0m);
        foreach (var weight in Enumerable.Range(1, 60).Select(step => step * 37 % 100))
        {
            live = Bind(Snapshot([Route(0, "a", 100 - weight, weight)], []), live);
            for (var request = 0; request < 90; request++)
            {
                var route = live.Routes[0];
                given += route.Route.Choose(Fleet.Request(), route.Sequence, 0).Backend;
                owed += weight / 100m;
                Assert.InRange(given - owed, -1m, 1m);
            }
        }
    }

    [Fact]
    public void A_changed_service_keeps_the_state_of_endpoints_it_still_lists()
    {
        var before = Bind(Snapshot([], [Service(0, "x", 3)]), null);
        var endpoints = before.Services[0].Endpoints;
        endpoints[0].Enter();
        endpoints[1].SetHealth(false, "down");
        Fleet.Eject(endpoints[2]);

        var after = Bind(Snapshot([], [Service(0, "other", 1), Service(1, "x", 4)]), before);

        Assert.Equal(endpoints, after.Services[1].Endpoints[..3]);
        Assert.Equal(1, after.Services[1].Endpoints[0].RequestsInFlight);
        Assert.Equal(2, after.Services[1].AvailableCount(Fleet.Now));
        Assert.DoesNotContain(endpoints, endpoint => endpoint.IsRetired);
        Assert.DoesNotContain(endpoints[0], after.Services[0].Endpoints);
    }

    [Fact]
    public void Endpoints_that_no_snapshot_lists_any_more_are_retired()
    {
        var before = Bind(Snapshot([], [Service(0, "x", 3), Service(1, "y", 2), Service(2, "z", 1)]), null);

        var after = Bind(Snapshot([], [before.Snapshot.Services[0], Service(1, "z", 0), Service(2, "y", 1)]), before);

        bool[][] retired =
        [
            [false, false, false],
            [false, true],
            [true],
        ];
        Assert.Equal(retired, before.Services.Select(Retired));
        Assert.All(after.Services, service => Assert.DoesNotContain(true, Retired(service)));
    }

    [Fact]
    public void One_endpoint_more_among_ten_thousand_routes_makes_one_running_side_anew()
    {
        const int Count = 10_000;
        var routes = Enumerable.Range(0, Count).Select(i => Route(i, $"route-{i}")).ToImmutableArray();
        var services = Enumerable.Range(0, Count).Select(i => Service(i, $"service-{i}", 2)).ToImmutableArray();
        var before = Bind(Snapshot(routes, services), null);

        var after = Bind(Snapshot(routes, services.SetItem(5000, Service(5000, "service-5000", 3))), before);

        Assert.Equal(before.Routes, after.Routes);
        Assert.Equal([5000], Enumerable.Range(0, Count).Where(i => before.Services[i] != after.Services[i]));
    }

    [Fact]
    public void A_thousand_reloads_keep_no_more_than_one()
    {
        var live = Bind(Snapshot([Route(0, "a")], [Service(0, "x", 3)]), null);
        var first = live;
        var old = new List<WeakReference>();
        for (var reload = 0; reload < 1000; reload++)
        {
            old.Add(new WeakReference(live.Services[0]));
            live = Bind(Snapshot([Route(0, "a")], [Service(0, "x", 3)]), live);
        }

        Assert.Equal(first.Services[0].Endpoints, live.Services[0].Endpoints);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // The first and the last may still be held by this test.
        Assert.InRange(old.Count(service => service.IsAlive), 0, 3);
    }

    private static LiveSnapshot Bind(Snapshot snapshot, LiveSnapshot? previous) =>
        LiveBinder.Bind(snapshot, previous, loops: 2, buckets: 13);

    private static bool[] Retired(LiveService service) => [.. service.Endpoints.Select(endpoint => endpoint.IsRetired)];

    private static Service Service(int index, string name, int endpoints) =>
        Fleet.Service(Fleet.Endpoints(endpoints), new ServiceConfig { Name = name }, index);

    private static Route Route(int index, string name, params int[] weights)
    {
        var backends = weights.Select(
            (weight, i) =>
                new Backend
                {
                    Index = i,
                    Place = i,
                    Name = $"arm-{i}",
                    Weight = weight,
                    Service = null,
                    Config = new BackendConfig { Service = $"arm-{i}", Weight = weight },
                }
        );
        return new()
        {
            Index = index,
            Name = name,
            Backends = [.. backends],
            Split = BackendSplit.Create([.. backends.Select(backend => backend.Name)], [.. weights]),
            Cohort = null,
            Force = null,
            Path = null,
            Config = new RouteConfig { Name = name },
        };
    }

    private static Snapshot Snapshot(ImmutableArray<Route> routes, ImmutableArray<Service> services) =>
        new()
        {
            Generation = 1,
            Listeners = [],
            Routes = routes,
            Services = services,
            Table = null!,
            Edge = new EdgeConfig(),
            Trusted = NetworkSet.Nobody,
        };
}
