using Serinus.Proxy.Telemetry;
using Serinus.Routing;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Pipeline;

/// <summary>The running side of a stream route under one snapshot. Sequence and metrics are carried by the route's name.</summary>
public sealed class LiveStreamRoute(StreamRoute route, LiveSequence sequence, StreamMetrics metrics)
{
    public StreamRoute Route { get; } = route;

    /// <summary>Numbers connections and holds the split they go by, its phase carried over changes of weights.</summary>
    public LiveSequence Sequence { get; } = sequence;

    public StreamMetrics Metrics { get; } = metrics;

    internal long ConnectMilliseconds { get; } = (long)route.Config.ConnectTime.TotalMilliseconds;

    internal long IdleMilliseconds { get; } = (long)route.Config.IdleTime.TotalMilliseconds;
}
