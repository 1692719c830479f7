using System.Collections.Immutable;
using System.Diagnostics;

namespace Serinus.Proxy.Telemetry;

/// <summary>All loops' counters, added up when somebody asks.</summary>
public sealed class EdgeTelemetry
{
    /// <param name="loops">Loops that carry traffic.</param>
    /// <param name="durationBuckets">Upper bounds of the duration histogram, in seconds, ascending.</param>
    /// <param name="accessLog">Takes a line per exchange; null for none.</param>
    public EdgeTelemetry(int loops, IReadOnlyList<double> durationBuckets, AccessLog? accessLog)
    {
        DurationBuckets = [.. durationBuckets];
        Unmatched = RouteMetrics.Unmatched(loops, durationBuckets.Count);
        UnmatchedStreams = StreamMetrics.Unmatched(loops);
        var bounds = durationBuckets.Select(seconds => (long)(seconds * Stopwatch.Frequency)).ToArray();
        var rings = accessLog?.Open(loops);
        Loops =
        [
            .. Enumerable
                .Range(0, loops)
                .Select(i => new LoopTelemetry(i, Unmatched, UnmatchedStreams, bounds, rings?[i])),
        ];
    }

    /// <summary>One per loop.</summary>
    public LoopTelemetry[] Loops { get; }

    /// <summary>Upper bounds of the duration histogram, in seconds, ascending.</summary>
    public ImmutableArray<double> DurationBuckets { get; }

    /// <summary>Counters of requests that no route takes.</summary>
    public RouteMetrics Unmatched { get; }

    /// <summary>Counters of connections and UDP clients that no stream route takes.</summary>
    public StreamMetrics UnmatchedStreams { get; }

    /// <summary>Connections closed because their PROXY header was missing or bad.</summary>
    public long ProxyHeadersRefused => Loops.Sum(loop => loop.ProxyHeadersRefused);

    /// <summary>Client connections ever accepted.</summary>
    public long ConnectionsTotal => Loops.Sum(loop => loop.ConnectionsTotal);

    /// <summary>Client connections open now.</summary>
    public long Connections
    {
        get
        {
            var ended = Loops.Sum(loop => loop.ConnectionsEnded);
            return ConnectionsTotal - ended;
        }
    }

    /// <summary>Exchanges begun and not ended; 0 means that at one moment during the call there were none.</summary>
    public long InFlight
    {
        get
        {
            // Ends are read before beginnings, so the difference is never too small.
            var ended = Loops.Sum(loop => loop.ExchangesEnded);
            return Loops.Sum(loop => loop.ExchangesTotal) - ended;
        }
    }
}
