using Serinus.Routing;

namespace Serinus.Proxy.Telemetry;

/// <summary>Counts copies of one route's requests, apart from requests: nobody has sent them. Carried from snapshot to snapshot while the same rollout lies over the route.</summary>
public sealed class MirrorMetrics
{
    private readonly LoopCounter[] outcomes;

    private MirrorMetrics(string rollout, string backend, int loops)
    {
        Rollout = rollout;
        Backend = backend;
        outcomes = [.. Enum.GetValues<MirrorOutcome>().Select(_ => new LoopCounter(loops))];
    }

    /// <summary>Name of the rollout.</summary>
    public string Rollout { get; }

    /// <summary>Name of the backend that gets copies.</summary>
    public string Backend { get; }

    /// <summary>The counters of a route; null when no rollout has ever asked for copies.</summary>
    public static MirrorMetrics? For(Route route, MirrorMetrics? previous, int loops)
    {
        if (route.Overlay is not { } overlay)
            return null;
        if (previous?.Rollout == overlay.Name && previous.Backend == overlay.Config.Canary)
            return previous;
        return overlay.Mirror is null ? null : new MirrorMetrics(overlay.Name, overlay.Config.Canary, loops);
    }

    /// <summary>How many copies ended so, or were not made for this reason.</summary>
    public long Count(MirrorOutcome outcome) => outcomes[(int)outcome].Sum;

    internal void Add(int loop, MirrorOutcome outcome) => outcomes[(int)outcome].Add(loop, 1);
}
