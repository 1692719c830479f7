using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;

namespace Serinus.Orders;

/// <summary>
/// Looks at canaries five times a second while their runs go on, and takes out at once what cannot serve, whether or not anybody plans. Run
/// by one background loop.
/// </summary>
/// <param name="orders">The orders this edge holds.</param>
/// <param name="live">What is served now; null before the first publish.</param>
/// <param name="time">The clock.</param>
public sealed class CanaryGuard(LiveOrders orders, Func<LiveSnapshot?> live, TimeProvider time)
{
    /// <summary>From one look to the next.</summary>
    public static readonly TimeSpan LookTime = TimeSpan.FromMilliseconds(200);

    // Of the orders watched at the last look alone: an order of another generation begins anew.
    private Dictionary<(string Rollout, long Generation, long Series), CanaryWatch> watches = [];

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookTime, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
            Look(Environment.TickCount64);
    }

    /// <summary>Looks once at every canary whose run goes on.</summary>
    /// <param name="nowMilliseconds">Now, as loops count it.</param>
    public void Look(long nowMilliseconds)
    {
        var next = new Dictionary<(string, long, long), CanaryWatch>();
        if (live() is { } served && Watched(served) is { Count: > 0 } watched)
        {
            foreach (var route in served.Routes)
            {
                if (route.Analysis is { } counters && watched.TryGetValue(counters.Rollout, out var order))
                    Look(route, counters, order, HasEndpoint(served, route, nowMilliseconds), next);
            }
        }

        watches = next;
    }

    /// <summary>Orders that are served as they were given, and send the canary requests.</summary>
    private Dictionary<string, OrderView> Watched(LiveSnapshot served)
    {
        var watched = new Dictionary<string, OrderView>();
        foreach (var order in orders.All)
        {
            if (
                order is { Order.IsRunning: true, TakenOut: null, SendsAnything: true }
                && served.Snapshot.FindOverlay(order.Name)?.Config.Generation == order.Generation
            )
                watched.Add(order.Name, order);
        }

        return watched;
    }

    private void Look(
        LiveRoute route,
        RouteAnalysis counters,
        OrderView order,
        bool hasEndpoint,
        Dictionary<(string, long, long), CanaryWatch> next
    )
    {
        var key = (order.Name, order.Generation, counters.Series);
        var watch = next[key] = watches.GetValueOrDefault(key) ?? new CanaryWatch();
        if (watch.Look(counters.CountStable(), counters.CountCanary(), hasEndpoint, order.Order) is var (kind, text))
            orders.TakeOut(order.Name, order.Generation, kind, $"{text} (route {route.Route.Name})");
    }

    private static bool HasEndpoint(LiveSnapshot served, LiveRoute route, long nowMilliseconds)
    {
        var canary = route.Route.Backends[^1].Service;
        return canary is not null && served.Services[canary.Index].HasAvailable(nowMilliseconds);
    }
}
