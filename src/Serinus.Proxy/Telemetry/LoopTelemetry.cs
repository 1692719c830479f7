using System.Runtime.InteropServices;

namespace Serinus.Proxy.Telemetry;

/// <summary>Counters of one loop: written by that loop alone without interlocked operations, read by the metrics endpoint at any time.</summary>
public sealed class LoopTelemetry
{
    private const int SwitchingProtocols = 101;

    private readonly int loop;
    private readonly RouteMetrics unmatched;
    private readonly long[] bounds;
    private readonly AccessLogRing? log;
    private Counts counts;

    internal LoopTelemetry(int loop, RouteMetrics unmatched, long[] bounds, AccessLogRing? log)
    {
        this.loop = loop;
        this.unmatched = unmatched;
        this.bounds = bounds;
        this.log = log;
    }

    /// <summary>Client connections ever accepted.</summary>
    public long ConnectionsTotal => Volatile.Read(ref counts.Opened);

    /// <summary>Client connections that ended.</summary>
    public long ConnectionsEnded => Volatile.Read(ref counts.Closed);

    /// <summary>Exchanges that began.</summary>
    public long ExchangesTotal => Volatile.Read(ref counts.Started);

    /// <summary>Exchanges that ended.</summary>
    public long ExchangesEnded => Volatile.Read(ref counts.Ended);

    /// <summary>Records a finished exchange: counters, duration histogram, access log. Allocates nothing once a series exists.</summary>
    public void Record(ExchangeRecord exchange)
    {
        var metrics = exchange.Metrics ?? unmatched;
        var ticks = Duration(exchange);
        metrics.Record(loop, ListenerOf(exchange), exchange, Bucket(ticks), ticks);
        log?.Write(exchange);
        Volatile.Write(ref counts.Ended, counts.Ended + 1);
    }

    /// <summary>One try at an endpoint ended: <c>outcome</c> of <c>serinus_upstream_requests_total</c>.</summary>
    public void RecordTry(EndpointMetrics endpoint, TryOutcome outcome) => endpoint.Add(loop, outcome);

    /// <summary>A client connection was accepted.</summary>
    public void ConnectionOpened() => Volatile.Write(ref counts.Opened, counts.Opened + 1);

    /// <summary>A client connection ended.</summary>
    public void ConnectionClosed() => Volatile.Write(ref counts.Closed, counts.Closed + 1);

    /// <summary>An exchange began; <see cref="Record"/> ends it.</summary>
    public void ExchangeStarted() => Volatile.Write(ref counts.Started, counts.Started + 1);

    internal static string ListenerOf(ExchangeRecord exchange)
    {
        if (exchange.Snapshot is not { } snapshot)
            return "";
        var listeners = snapshot.Listeners;
        return (uint)exchange.Listener < (uint)listeners.Length ? listeners[exchange.Listener].Name : "";
    }

    private static long Duration(ExchangeRecord exchange)
    {
        // The life of an upgraded connection is no response time; its upgrade is.
        var end =
            exchange.Status == SwitchingProtocols && exchange.FirstByte != 0 ? exchange.FirstByte : exchange.Ended;
        return Math.Max(end - exchange.Started, 0);
    }

    private int Bucket(long ticks)
    {
        var bucket = 0;
        while (bucket < bounds.Length && ticks > bounds[bucket])
            bucket++;
        return bucket;
    }

    // Two cache lines of nothing on either side: loops' counters never share a line, wherever the GC puts their objects.
    [StructLayout(LayoutKind.Explicit, Size = 288)]
    private struct Counts
    {
        [FieldOffset(128)]
        public long Opened;

        [FieldOffset(136)]
        public long Closed;

        [FieldOffset(144)]
        public long Started;

        [FieldOffset(152)]
        public long Ended;
    }
}
