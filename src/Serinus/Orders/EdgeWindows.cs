using Serinus.Proxy.Pipeline;

namespace Serinus.Orders;

/// <summary>Reads what this edge does for rollouts.</summary>
/// <param name="orders">The orders it holds.</param>
/// <param name="live">What is served now; null before the first publish.</param>
/// <param name="instance">Tells this process from another.</param>
public sealed class EdgeWindows(LiveOrders orders, Func<LiveSnapshot?> live, string instance)
{
    /// <summary>Tells this process from another.</summary>
    public string Instance => instance;

    /// <summary>All rollouts, or those of these names.</summary>
    public EdgeReading Read(IReadOnlyCollection<string>? rollouts = null)
    {
        var served = live();
        var byRollout = served
            ?.Routes.Where(route => route.Analysis is not null)
            .ToLookup(route => route.Analysis!.Rollout, StringComparer.Ordinal);
        return new EdgeReading
        {
            Instance = instance,
            Rollouts =
            [
                .. orders
                    .All.Where(order => rollouts is null || rollouts.Count == 0 || rollouts.Contains(order.Name))
                    .Select(order => Read(order, served, byRollout?[order.Name] ?? [])),
            ],
        };
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
}
