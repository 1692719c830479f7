using Serinus.Proxy.Telemetry;
using Serinus.Routing;
using Serinus.Routing.Split;

namespace Serinus.Proxy.Pipeline;

/// <summary>Whose turn it is to be copied, on one route: an exact share by a sequence of its own, carried by the route's name like that of the split.</summary>
/// <param name="sequence">Numbers requests that may be copied.</param>
/// <param name="metrics">Counts copies.</param>
public sealed class LiveMirror(LiveSequence sequence, MirrorMetrics metrics)
{
    internal LiveSequence Sequence => sequence;

    internal MirrorMetrics Metrics => metrics;

    /// <summary>The mirror of a route; null when nothing is copied.</summary>
    public static LiveMirror? For(Route route, LiveMirror? previous, MirrorMetrics? metrics) =>
        route.Overlay is { Mirror: { } share } && metrics is not null
            ? new LiveMirror(previous?.Sequence.Continue(share) ?? new LiveSequence(share), metrics)
            : null;

    /// <summary>Takes the turn of a request; whether it is to be copied.</summary>
    internal bool TakeTurn() => sequence.Split.ByWeight(sequence.Next()) == 0;
}
