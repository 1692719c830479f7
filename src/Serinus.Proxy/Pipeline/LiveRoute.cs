using Serinus.Proxy.Telemetry;
using Serinus.Routing;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Pipeline;

/// <summary>The running side of a route under one snapshot. Sequence and metrics are carried by the route's name.</summary>
public sealed class LiveRoute(Route route, LiveSequence sequence, RouteMetrics metrics)
{
    public Route Route { get; } = route;

    /// <summary>Numbers requests and holds the split they go by, its phase carried over changes of weights.</summary>
    public LiveSequence Sequence { get; } = sequence;

    public RouteMetrics Metrics { get; } = metrics;
}
