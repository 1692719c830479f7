using Serinus.Routing;

namespace Serinus.Proxy.Telemetry;

/// <summary>Counters of one route, one block per loop. Carried from snapshot to snapshot by the route's name; its arms by their names.</summary>
public sealed class RouteMetrics
{
    /// <summary>Makes the counters of <paramref name="route"/>, going on from <paramref name="previous"/> where arms have the same name.</summary>
    public static RouteMetrics For(Route route, RouteMetrics? previous, int loops, int listeners, int buckets) =>
        throw new NotImplementedException();
}
