using System.Runtime.CompilerServices;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// Sends a copy of a request to the canary, and reads and drops what it answers. The copy is made at once, of bytes that are here; from then on it
/// has nothing to do with its exchange, which neither waits for it nor hears of it. What it meets is not held against the endpoint.
/// </summary>
internal static class MirrorCopy
{
    /// <summary>Copies are not worth waiting for as long as a user is.</summary>
    private const int MillisecondsMax = 60_000;

    private const int InterimMax = 32;

    private static ReadOnlySpan<byte> Marker => "X-Serinus-Mirror: 1\r\n"u8;

    /// <summary>Copies a request if it can be copied; counts it in any case.</summary>
    public static void Send(Exchange exchange, LiveSnapshot live, LiveRoute route, LiveMirror mirror)
    {
        var worker = exchange.Worker;
        var limits = live.Snapshot.Edge.Limits;
        if (!TryPrepare(exchange, live, route, limits, out var service, out var endpoint, out var body, out var why))
        {
            mirror.Metrics.Add(worker.Loop.Index, why);
            return;
        }

        if (!worker.TryEnterMirror(limits.MirrorsInFlightMax))
        {
            mirror.Metrics.Add(worker.Loop.Index, MirrorOutcome.Limit);
            return;
        }

        var output = new OutputBuffer(worker.Loop.Buffers);
        RequestWriter.Write(output, exchange, route.Plan, exchange.BodyKind, endpoint.Authority, Marker);
        output.Write(body.Span);
        var proxy = service.Service.Config.ProxyProtocol;
        var header =
            proxy == ProxyProtocolVersion.None ? default : ProxyHeaderWriter.Bytes(proxy, exchange.Ends).ToArray();
        var isHead = exchange.Head.Method.SequenceEqual("HEAD"u8);
        _ = RunAsync(worker, route.Plan, mirror.Metrics, endpoint, output, header, isHead, limits);
    }

    private static bool TryPrepare(
        Exchange exchange,
        LiveSnapshot live,
        LiveRoute route,
        LimitsConfig limits,
        out LiveService service,
        out LiveEndpoint endpoint,
        out ReadOnlyMemory<byte> body,
        out MirrorOutcome why
    )
    {
        service = null!;
        endpoint = null!;
        body = default;
        why = MirrorOutcome.Unsupported;
        if (!exchange.Upgrade.IsEmpty || exchange.Grpc.IsCall || exchange.Head.Method.SequenceEqual("CONNECT"u8))
            return false;
        why = MirrorOutcome.Body;
        if (exchange.ExpectsContinue || !exchange.TryPeekBody(out body) || body.Length > Max(limits.MirrorBodyBytesMax))
            return false;
        if (exchange.BodyKind != BodyKind.None && exchange.BodyLength != body.Length)
            return false;
        why = MirrorOutcome.NoEndpoint;
        var now = exchange.Worker.Loop.Now;
        if (route.Route.Backends[^1].Service is not { } canary)
            return false;
        service = live.Services[canary.Index];
        if (
            !service.HasAvailable(now)
            || service.Pick(exchange.Head, 0, now, exchange.Worker.NextRandom()) is not { } picked
        )
            return false;
        endpoint = picked;
        why = MirrorOutcome.Unsupported;

        // One that may choose is asked in HTTP/1.1, as for WebSockets.
        return endpoint.Spoken != SpokenProtocol.Http2 || endpoint.Chooses;
    }

    private static int Max(int bytes) => bytes == 0 ? int.MaxValue : bytes;

    private static async Task RunAsync(
        Worker worker,
        RoutePlan plan,
        MirrorMetrics metrics,
        LiveEndpoint endpoint,
        OutputBuffer output,
        byte[]? header,
        bool isHead,
        LimitsConfig limits
    )
    {
        var outcome = MirrorOutcome.Dropped;
        endpoint.Enter();
        try
        {
            outcome = await AskAsync(worker, plan, endpoint, output, header, isHead, limits);
        }
        catch (Exception bug)
        {
            // Nobody waits for it, so nobody else would hear of it.
            worker.Loop.Complain?.Invoke($"a fault of the edge itself, please report it: {bug}");
        }
        finally
        {
            endpoint.Leave();
            output.Release();
            worker.LeaveMirror();
            metrics.Add(worker.Loop.Index, outcome);
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private static async ValueTask<MirrorOutcome> AskAsync(
        Worker worker,
        RoutePlan plan,
        LiveEndpoint endpoint,
        OutputBuffer output,
        byte[]? header,
        bool isHead,
        LimitsConfig limits
    )
    {
        var loop = worker.Loop;
        var deadline = loop.Now + Math.Min(plan.TotalMilliseconds, MillisecondsMax);
        var pool = worker.PoolOf(endpoint);
        var upstream = header is null ? pool.TakeIdle(asksKernel: true) : null;
        if (upstream is null)
        {
            var connected = await pool.ConnectAsync(
                worker.Resolver,
                Math.Min(loop.Now + plan.ConnectMilliseconds, deadline),
                header: header
            );
            upstream = connected.Upstream;
            if (upstream is null)
                return connected.Status == TransferStatus.TimedOut
                    ? MirrorOutcome.Timeout
                    : MirrorOutcome.ConnectFailed;
        }

        // Without this what is not finished would be left open with its buffers.
        var isKept = false;
        try
        {
            var sent = await upstream.Connection.SendAsync(
                output.Written,
                Math.Min(loop.Now + plan.IdleMilliseconds, deadline)
            );
            output.Release();
            if (!sent.IsDone)
                return Failed(sent.Status);
            var outcome = await ReceiveAsync(upstream, plan, isHead, limits, deadline);
            isKept =
                outcome is MirrorOutcome.Success or MirrorOutcome.ServerError && header is null && StaysOpen(upstream);
            if (isKept)
                pool.Return(upstream);
            return outcome;
        }
        finally
        {
            if (!isKept)
                upstream.Close(reset: true);
        }
    }

    /// <summary>Reads heads until a final one, then the body, and drops all of it.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private static async ValueTask<MirrorOutcome> ReceiveAsync(
        UpstreamConnection upstream,
        RoutePlan plan,
        bool isHead,
        LimitsConfig limits,
        long deadline
    )
    {
        var loop = upstream.Connection.Loop;
        var interims = 0;
        do
        {
            if (interims++ > InterimMax)
                return MirrorOutcome.Invalid;
            upstream.BeginResponse();
            while (true)
            {
                var status = upstream.Input.IsEmpty
                    ? ParseStatus.NeedMore
                    : upstream.ParseHead(limits.ResponseHeadBytesMax);
                if (status == ParseStatus.Done)
                    break;
                if (status == ParseStatus.Rejected)
                    return MirrorOutcome.Invalid;
                var received = await upstream.ReceiveHeadAsync(
                    Math.Min(loop.Now + plan.FirstByteMilliseconds, deadline)
                );
                if (!received.IsDone)
                    return Failed(received.Status);
                upstream.Input.Received(received.Bytes);
            }
        } while (upstream.Head.Status < 200 && upstream.Head.Status != StatusCodes.SwitchingProtocols);

        if (upstream.Head.Status == StatusCodes.SwitchingProtocols)
            return MirrorOutcome.Invalid;
        var body = upstream.Body;
        body.Begin(KindOf(upstream, isHead), upstream.Framing.ContentLength, limits.TrailerBytesMax, isHeadHeld: false);
        while (true)
        {
            switch (body.Next(out _))
            {
                case BodyStatus.Data:
                    continue;
                case BodyStatus.End:
                    return upstream.Head.Status >= 500 ? MirrorOutcome.ServerError : MirrorOutcome.Success;
                case BodyStatus.Bad:
                    return MirrorOutcome.Invalid;
            }

            var received = await body.ReceiveAsync(
                upstream.Connection,
                Math.Min(loop.Now + plan.IdleMilliseconds, deadline)
            );
            if (!received.IsDone && (received.Status != TransferStatus.End || !body.EndOfStream()))
                return Failed(received.Status);
        }
    }

    /// <summary>RFC 9112 §6.3: which rule tells the end of the response's body.</summary>
    private static BodyKind KindOf(UpstreamConnection upstream, bool isHead)
    {
        ref readonly var framing = ref upstream.Framing;
        if (isHead || upstream.Head.Status is 204 or 304)
            return BodyKind.None;
        if (framing.IsChunked)
            return BodyKind.Chunked;
        return framing.ContentLength >= 0 ? BodyKind.Length : BodyKind.UntilClose;
    }

    private static bool StaysOpen(UpstreamConnection upstream)
    {
        ref readonly var framing = ref upstream.Framing;
        return !framing.Close
            && (upstream.Head.MinorVersion == 1 || (framing.KeepAlive && !framing.IsChunked))
            && upstream.Body.Kind != BodyKind.UntilClose
            && upstream.Input.IsEmpty;
    }

    private static MirrorOutcome Failed(TransferStatus status) =>
        status == TransferStatus.TimedOut ? MirrorOutcome.Timeout : MirrorOutcome.Dropped;
}
