using System.Runtime.InteropServices;

namespace Serinus.Proxy.Telemetry;

/// <summary>Counters of one loop: written by that loop alone without interlocked operations, read by the metrics endpoint at any time.</summary>
public sealed class LoopTelemetry
{
    private const int SwitchingProtocols = 101;

    private readonly int loop;
    private readonly RouteMetrics unmatched;
    private readonly StreamMetrics unmatchedStreams;
    private readonly long[] bounds;
    private readonly AccessLogRing? log;
    private Counts counts;

    internal LoopTelemetry(
        int loop,
        RouteMetrics unmatched,
        StreamMetrics unmatchedStreams,
        long[] bounds,
        AccessLogRing? log
    )
    {
        this.loop = loop;
        this.unmatched = unmatched;
        this.unmatchedStreams = unmatchedStreams;
        this.bounds = bounds;
        this.log = log;
    }

    /// <summary>Client connections ever accepted.</summary>
    public long ConnectionsTotal => Volatile.Read(ref counts.Opened);

    /// <summary>Client connections that ended.</summary>
    public long ConnectionsEnded => Volatile.Read(ref counts.Closed);

    /// <summary>Connections closed because their PROXY header was missing or bad.</summary>
    public long ProxyHeadersRefused => Volatile.Read(ref counts.ProxyRefused);

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
        exchange.Analysis?.Record(loop, exchange, ticks);
        log?.Write(exchange);
        Volatile.Write(ref counts.Ended, counts.Ended + 1);
    }

    /// <summary>A relayed connection, or a UDP client's session, goes to an arm; the arm it was to go to before could not take it.</summary>
    public void StreamBegan(StreamRecord stream, StreamMetrics? metrics)
    {
        if (stream.Arm is { } failed)
        {
            failed.Ended.Add(loop, 1);
            failed.Fallbacks.Add(loop, 1);
        }

        stream.Arm = (metrics ?? unmatchedStreams).Arm(stream.Backend);
        stream.Arm.Opened.Add(loop, 1);
    }

    /// <summary>Records a relayed connection, or a UDP client's session, that has ended.</summary>
    public void Record(StreamRecord stream)
    {
        if (stream.Arm is { } arm)
        {
            arm.Ended.Add(loop, 1);
            if (stream.Error is { } error)
                arm.Fail(loop, error);
        }

        log?.Write(stream);
    }

    /// <summary>Bytes that an arm has relayed.</summary>
    public void CountBytes(StreamArmMetrics arm, long fromClient, long toClient)
    {
        if (fromClient > 0)
            arm.BytesIn.Add(loop, fromClient);
        if (toClient > 0)
            arm.BytesOut.Add(loop, toClient);
    }

    /// <summary>A datagram was dropped before it belonged to a session. It is counted and not logged: anybody can send them without end.</summary>
    public void DatagramRefused(string error)
    {
        var arm = unmatchedStreams.Arm(-1);
        arm.Opened.Add(loop, 1);
        arm.Ended.Add(loop, 1);
        arm.Fail(loop, error);
    }

    /// <summary>A connection was closed because its PROXY header was missing or bad.</summary>
    public void ProxyHeaderRefused() => Volatile.Write(ref counts.ProxyRefused, counts.ProxyRefused + 1);

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
    [StructLayout(LayoutKind.Explicit, Size = 296)]
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

        [FieldOffset(160)]
        public long ProxyRefused;
    }
}
