using Serinus.Proxy.Telemetry;
using Serinus.Routing;
using Serinus.Routing.Match;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Pipeline;

/// <summary>The running side of a route under one snapshot. Sequence and metrics are carried by the route's name.</summary>
public sealed class LiveRoute(Route route, LiveSequence sequence, RouteMetrics metrics)
{
    public Route Route { get; } = route;

    /// <summary>Numbers requests and holds the split they go by, its phase carried over changes of weights.</summary>
    public LiveSequence Sequence { get; } = sequence;

    public RouteMetrics Metrics { get; } = metrics;

    /// <summary>Counters for the analysis of the rollout that lies over it; null when none does.</summary>
    public RouteAnalysis? Analysis { get; init; }

    /// <summary>Whose turn it is to be copied to the canary; null when nothing is.</summary>
    public LiveMirror? Mirror { get; init; }

    /// <summary>Counts copies; null where none were ever asked for.</summary>
    public MirrorMetrics? MirrorMetrics { get; init; }

    /// <summary>What its filters do, compiled.</summary>
    internal RoutePlan Plan { get; } = RoutePlan.For(route);

    /// <summary>Chooses the backend of a request.</summary>
    /// <param name="head">The request.</param>
    /// <param name="random">32 random bits.</param>
    public Choice Choose(RequestHead head, uint random) => Route.Choose(head, Sequence, random);
}
