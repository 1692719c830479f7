using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Telemetry;

/// <summary>
/// Counts requests of a route that lies under a rollout, for stable and canary: by the arm that was chosen first, whoever answered in the
/// end. Blocks per loop, made by the loop when it first needs them. Carried from snapshot to snapshot as long as rollout, arms and edges are the same.
/// </summary>
public sealed class RouteAnalysis
{
    private static long lastSeries;

    private readonly AnalysisCounters?[] stable;
    private readonly AnalysisCounters?[] canary;

    private RouteAnalysis(OverlayConfig overlay, AnalysisEdges edges, int loops)
    {
        Rollout = overlay.Name;
        Stable = overlay.Stable;
        Canary = overlay.Canary;
        Edges = edges;
        stable = new AnalysisCounters?[loops];
        canary = new AnalysisCounters?[loops];
        Series = Interlocked.Increment(ref lastSeries);
    }

    /// <summary>Name of the rollout.</summary>
    public string Rollout { get; }

    /// <summary>Name of the backend that serves the old version.</summary>
    public string Stable { get; }

    /// <summary>Name of the backend that serves the new version.</summary>
    public string Canary { get; }

    /// <summary>Durations that are counted.</summary>
    public AnalysisEdges Edges { get; }

    /// <summary>Two readings of one series can be subtracted; unique in this process.</summary>
    public long Series { get; }

    /// <summary>The counters of a route; null for one that lies under no rollout.</summary>
    public static RouteAnalysis? For(Route route, RouteAnalysis? previous, int loops)
    {
        if (route.Overlay is not { Config: var overlay })
            return null;
        return previous is not null && previous.Fits(overlay)
            ? previous
            : new RouteAnalysis(overlay, AnalysisEdges.With(overlay.DurationEdges), loops);
    }

    /// <summary>Sums all loops of the arm of the old version.</summary>
    public AnalysisTotals ReadStable() => Read(stable);

    /// <summary>Sums all loops of the arm of the new version.</summary>
    public AnalysisTotals ReadCanary() => Read(canary);

    /// <summary>Requests and errors of the arm of the old version; allocates nothing.</summary>
    public OutcomeCount CountStable() => Count(stable);

    /// <summary>Requests and errors of the arm of the new version; allocates nothing.</summary>
    public OutcomeCount CountCanary() => Count(canary);

    internal void Record(int loop, ExchangeRecord exchange, long ticks)
    {
        var chosen = exchange.FellBackFrom >= 0 ? exchange.FellBackFrom : exchange.Backend;
        if (chosen < 0 || ExchangeVerdict.HasClientLeft(exchange))
            return;

        // Under an overlay stable stands first, the canary last.
        if (chosen == 0)
            Add(stable, loop, exchange, ticks);
        else if (chosen == exchange.Route!.Backends.Length - 1)
            Add(canary, loop, exchange, ticks);
    }

    private void Add(AnalysisCounters?[] arm, int loop, ExchangeRecord exchange, long ticks)
    {
        var fellBack = exchange.FellBackFrom >= 0;
        var isCall = exchange.GrpcStatus >= 0;
        (arm[loop] ?? First(arm, loop)).Add(
            fellBack || ExchangeVerdict.IsServerError(exchange),
            isCall,
            isCall && (fellBack || ExchangeVerdict.IsFailedCall(exchange.GrpcStatus)),
            Edges.BucketOf(ticks)
        );
    }

    private AnalysisCounters First(AnalysisCounters?[] arm, int loop)
    {
        var counters = new AnalysisCounters(Edges.Buckets);
        Volatile.Write(ref arm[loop], counters);
        return counters;
    }

    private static OutcomeCount Count(AnalysisCounters?[] arm)
    {
        var count = default(OutcomeCount);
        foreach (ref var loop in arm.AsSpan())
            count += Volatile.Read(ref loop)?.Count() ?? default;
        return count;
    }

    private AnalysisTotals Read(AnalysisCounters?[] arm)
    {
        var totals = new AnalysisTotals(Edges.Buckets);
        foreach (ref var loop in arm.AsSpan())
            Volatile.Read(ref loop)?.AddTo(totals);
        return totals;
    }

    private bool Fits(OverlayConfig overlay) =>
        Rollout == overlay.Name
        && Stable == overlay.Stable
        && Canary == overlay.Canary
        && Edges.AreThoseWith(overlay.DurationEdges);
}
