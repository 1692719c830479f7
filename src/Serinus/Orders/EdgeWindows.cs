using Serinus.Proxy.Pipeline;

namespace Serinus.Orders;

/// <summary>Reads what this edge does for rollouts.</summary>
/// <param name="orders">The orders it holds.</param>
/// <param name="live">What is served now; null before the first publish.</param>
/// <param name="instance">Tells this process from another.</param>
public sealed class EdgeWindows(LiveOrders orders, Func<LiveSnapshot?> live, string instance)
{
    private volatile Served last = new(null, Array.Empty<LiveRoute>().ToLookup(route => ""));

    /// <summary>Tells this process from another.</summary>
    public string Instance => instance;

    /// <summary>All rollouts, or those of these names.</summary>
    public EdgeReading Read(IReadOnlyCollection<string>? rollouts = null)
    {
        var served = RoutesOf(live());
        IEnumerable<OrderView> asked = rollouts is { Count: > 0 }
            ? rollouts.Distinct(StringComparer.Ordinal).Select(orders.Find).OfType<OrderView>()
            : orders.All;
        return new EdgeReading
        {
            Instance = instance,
            Rollouts = [.. asked.Select(order => Read(order, served.Snapshot, served.ByRollout[order.Name]))],
        };
    }

    /// <summary>Routes by rollout: looked up anew for each snapshot, and not for each of thousands of rollouts that ask.</summary>
    private Served RoutesOf(LiveSnapshot? snapshot)
    {
        var before = last;
        if (ReferenceEquals(before.Snapshot, snapshot))
            return before;
        var routes = snapshot?.Routes.Where(route => route.Analysis is not null) ?? [];
        return last = new Served(snapshot, routes.ToLookup(route => route.Analysis!.Rollout, StringComparer.Ordinal));
    }

    private static RolloutReading Read(OrderView order, LiveSnapshot? served, IEnumerable<LiveRoute> routes) =>
        new()
        {
            Rollout = order.Name,
            Generation = served?.Snapshot.FindOverlay(order.Name)?.Config.Generation ?? -1,
            TakenOut = order.TakenOut,
            HasExpired = order.HasExpired,
            IsRunning = order.Order.IsRunning,
            Routes = order.Order.IsRunning
                ? [.. routes.Select(Read).Where(route => route.Stable.Requests + route.Canary.Requests > 0)]
                : [],
        };

    private static RouteReading Read(LiveRoute route) =>
        new()
        {
            Route = route.Route.Name,
            Series = route.Analysis!.Series,
            Edges = route.Analysis.Edges.Milliseconds,
            Stable = ArmReading.Of(route.Analysis.ReadStable()),
            Canary = ArmReading.Of(route.Analysis.ReadCanary()),
        };

    private sealed record Served(LiveSnapshot? Snapshot, ILookup<string, LiveRoute> ByRollout);
}
