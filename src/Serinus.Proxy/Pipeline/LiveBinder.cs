using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Tls;
using Serinus.Proxy.Upstreams;
using Serinus.Routing;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// Gives a compiled snapshot its running sides. What the snapshot before had under the same name goes on: sequences, counters,
/// health, requests in flight. Objects the compiler took over unchanged keep their running side as it is, so the
/// cost of a reload is that of what changed. Called by one thread at a time.
/// </summary>
public static class LiveBinder
{
    /// <summary>Binds a snapshot; endpoints that only <paramref name="previous"/> lists are retired.</summary>
    /// <param name="snapshot">What is to be served.</param>
    /// <param name="previous">What is served now, or null.</param>
    /// <param name="loops">Loops that carry traffic.</param>
    /// <param name="buckets">Buckets of the duration histogram.</param>
    public static LiveSnapshot Bind(Snapshot snapshot, LiveSnapshot? previous, int loops, int buckets)
    {
        var certificates = CertificateStore.Of(snapshot, previous?.Certificates ?? CertificateStore.Empty);
        var services = BindServices(snapshot, previous, certificates, loops);
        var routes = BindRoutes(snapshot, previous, loops, buckets);
        return new LiveSnapshot(snapshot, routes, services)
        {
            StreamRoutes = BindStreamRoutes(snapshot, previous, loops),
            Certificates = certificates,
            ListenerTls = BindTls(snapshot, certificates, previous),
            ListenerAnswers = BindListeners(snapshot, previous),
        };
    }

    private static ListenerTls?[] BindTls(Snapshot snapshot, CertificateStore certificates, LiveSnapshot? previous) =>
        [
            .. snapshot.Listeners.Select(listener =>
                ListenerTls.Of(listener.Config, certificates, previous?.ListenerTls.ElementAtOrDefault(listener.Index))
            ),
        ];

    /// <summary>Filters of listeners that stand where they stood need not be compiled again.</summary>
    private static IAnswer[][] BindListeners(Snapshot snapshot, LiveSnapshot? previous)
    {
        var before = previous?.Snapshot.Listeners ?? [];
        return
        [
            .. snapshot.Listeners.Select(listener =>
                listener.Index < before.Length
                && listener.Index < previous!.ListenerAnswers.Length
                && ReferenceEquals(before[listener.Index].Config, listener.Config)
                    ? previous!.ListenerAnswers[listener.Index]
                    : Answers.Of(listener.Config.Filters, "/", endsAnywhere: false)
            ),
        ];
    }

    private static LiveService[] BindServices(
        Snapshot snapshot,
        LiveSnapshot? previous,
        CertificateStore certificates,
        int loops
    )
    {
        var predecessors = new Predecessors<LiveService>(previous?.Services ?? [], live => live.Service.Name);
        var services = new LiveService[snapshot.Services.Length];
        foreach (var service in snapshot.Services)
        {
            var before = predecessors.Take(service.Index, service.Name);
            if (before?.Service == service)
            {
                services[service.Index] = before;
                before.Secure(certificates, before);
                continue;
            }

            var live = services[service.Index] = new LiveService(service, before, loops);
            live.Secure(certificates, before);
            if (before is not null)
                live.RetireMissing(before);
        }

        foreach (var gone in predecessors.NotTaken())
        {
            foreach (var endpoint in gone.Endpoints)
                endpoint.Retire();
        }

        return services;
    }

    private static LiveRoute[] BindRoutes(Snapshot snapshot, LiveSnapshot? previous, int loops, int buckets)
    {
        var predecessors = new Predecessors<LiveRoute>(previous?.Routes ?? [], live => live.Route.Name);
        var routes = new LiveRoute[snapshot.Routes.Length];
        foreach (var route in snapshot.Routes)
        {
            var before = predecessors.Take(route.Index, route.Name);
            routes[route.Index] = before?.Route == route ? before : Bind(route, before, loops, buckets);
        }

        return routes;
    }

    private static LiveRoute Bind(Route route, LiveRoute? before, int loops, int buckets)
    {
        var copies = MirrorMetrics.For(route, before?.MirrorMetrics, loops);
        return new LiveRoute(
            route,
            before?.Sequence.Continue(route.Split) ?? new LiveSequence(route.Split),
            RouteMetrics.For(route, before?.Metrics, loops, buckets)
        )
        {
            Analysis = RouteAnalysis.For(route, before?.Analysis, loops),
            Mirror = LiveMirror.For(route, before?.Mirror, copies),
            MirrorMetrics = copies,
        };
    }

    private static LiveStreamRoute[] BindStreamRoutes(Snapshot snapshot, LiveSnapshot? previous, int loops)
    {
        var predecessors = new Predecessors<LiveStreamRoute>(previous?.StreamRoutes ?? [], live => live.Route.Name);
        var routes = new LiveStreamRoute[snapshot.StreamRoutes.Length];
        foreach (var route in snapshot.StreamRoutes)
        {
            var before = predecessors.Take(route.Index, route.Name);
            routes[route.Index] =
                before?.Route == route
                    ? before
                    : new LiveStreamRoute(
                        route,
                        before?.Sequence.Continue(route.Split) ?? new LiveSequence(route.Split),
                        StreamMetrics.For(route, before?.Metrics, loops)
                    );
        }

        return routes;
    }
}
