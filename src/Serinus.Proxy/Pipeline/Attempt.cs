using System.Diagnostics;
using System.Runtime.CompilerServices;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Pipeline;

/// <summary>One try at an endpoint: connection, request, response. Tells the endpoint and the metrics how it went.</summary>
internal struct Attempt(Exchange exchange, LiveRoute route, LiveService service, LiveEndpoint endpoint, long deadline)
{
    /// <summary>More interim responses than any server has reason to send.</summary>
    private const int InterimMax = 32;

    private readonly EndpointReport report = new(exchange.Worker, service, endpoint);

    /// <summary>Whether a kept-open connection must not be used.</summary>
    public bool FreshOnly { get; init; }

    /// <summary>Whether the connection begins with the client's address: then it is that client's, and nobody else may use it.</summary>
    private readonly bool TellsClient => service.Service.Config.ProxyProtocol != ProxyProtocolVersion.None;

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<TryEnd> RunAsync()
    {
        var worker = exchange.Worker;
        var loop = worker.Loop;
        var pool = worker.PoolOf(endpoint);
        var upstream =
            FreshOnly || TellsClient
                ? null
                : pool.TakeIdle(asksKernel: !Idempotent.Is(exchange.Head.Method) || !exchange.CanReplayBody);
        if (upstream is null)
        {
            var limit = Math.Min(loop.Now + route.Plan.ConnectMilliseconds, deadline);
            var connected = await pool.ConnectAsync(
                worker.Resolver,
                limit,
                asksProtocol: endpoint.Spoken == SpokenProtocol.Unknown && exchange.Upgrade.IsEmpty && !TellsClient,
                header: ProxyHeader()
            );
            upstream = connected.Upstream;
            if (upstream is null)
                return connected.IsHttp2 ? TryEnd.OtherProtocol : report.NotConnected(in connected);
            if (exchange.IsAbandoned)
            {
                upstream.Close();
                return Cancelled();
            }
        }

        exchange.Upstream = upstream;
        var record = exchange.Record;
        var kind = exchange.BodyKind;
        var hasWholeBody = exchange.TryPeekBody(out var body);
        RequestWriter.Write(upstream.Output, exchange, route.Plan, kind, endpoint.Authority);
        if (hasWholeBody && !body.IsEmpty)
            upstream.Output.Write(body.Span);
        record.UpstreamStarted = Stopwatch.GetTimestamp();
        var sent = await upstream.Connection.SendAsync(
            upstream.Output.Written,
            Math.Min(loop.Now + route.Plan.IdleMilliseconds, deadline)
        );
        if (hasWholeBody)
            upstream.Output.Release();
        else
            upstream.Output.Clear();
        RequestPump? pump = null;
        ValueTask pumping = default;
        if (sent.IsDone && !hasWholeBody)
        {
            pump = exchange.Pump;
            pumping = pump.RunAsync(upstream, route, deadline);
        }

        var end = await ReceiveHeadAsync(upstream, pump);
        if (end == TryEnd.Over)
        {
            if (upstream.Head.Status == StatusCodes.SwitchingProtocols)
                end = await TunnelAsync(upstream);
            else
                end = await RelayAsync(upstream, pump, hasWholeBody, sent.IsDone);
        }
        else
        {
            upstream.Close(reset: true);
        }

        exchange.Upstream = null;
        if (pump is not null)
        {
            pump.Stop();
            await pumping;
        }

        return end;
    }

    private readonly ReadOnlyMemory<byte> ProxyHeader() =>
        TellsClient ? ProxyHeaderWriter.Bytes(service.Service.Config.ProxyProtocol, exchange.Ends) : default;

    /// <summary>Reads heads until a final one; <see cref="TryEnd.Over"/> means that it is there.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private readonly async ValueTask<TryEnd> ReceiveHeadAsync(UpstreamConnection upstream, RequestPump? pump)
    {
        var loop = exchange.Worker.Loop;
        var limits = exchange.Live.Snapshot.Edge.Limits;
        for (var interims = 0; interims <= InterimMax; interims++)
        {
            upstream.BeginResponse();
            while (true)
            {
                var status = upstream.Input.IsEmpty
                    ? ParseStatus.NeedMore
                    : upstream.ParseHead(limits.ResponseHeadBytesMax);
                if (status == ParseStatus.Done)
                    break;
                if (status == ParseStatus.Rejected)
                    return report.Failed(TryEnd.Invalid, TryOutcome.Invalid);

                // While the client still sends, its own pace counts; the endpoint's time begins when it has the whole request.
                var limit = pump is { IsRunning: true, WaitsForUpstream: false }
                    ? deadline
                    : Math.Min(loop.Now + route.Plan.FirstByteMilliseconds, deadline);
                var isFirst = upstream.Input.IsEmpty && interims == 0;
                var received = await upstream.ReceiveHeadAsync(limit);
                if (received.IsDone)
                {
                    upstream.Input.Received(received.Bytes);
                    continue;
                }

                return NoHead(upstream, pump, received.Status, isFirst);
            }

            if (upstream.Head.Status >= 200)
                return StatusVerdict.Of(exchange, route, service, in report, upstream.Head.Status);
            if (upstream.Head.Status == StatusCodes.SwitchingProtocols)
                return
                    exchange.Upgrade.IsEmpty
                    || upstream.Framing.UpgradeCount != 1
                    || !exchange.Understands(upstream.Head)
                    ? report.Failed(TryEnd.Invalid, TryOutcome.Invalid)
                    : TryEnd.Over;
            var relayed = await exchange.SendInterimAsync(upstream.Head);
            if (!relayed.IsDone)
                return Abandoned(upstream);
            if (upstream.Head.Status == StatusCodes.Continue)
                pump?.Continue();
        }

        return report.Failed(TryEnd.Invalid, TryOutcome.Invalid);
    }

    private readonly TryEnd NoHead(UpstreamConnection upstream, RequestPump? pump, TransferStatus status, bool isFirst)
    {
        if (pump?.End == PumpEnd.BadRequest)
        {
            report.Count(TryOutcome.Cancelled);
            return TryEnd.BadRequest;
        }

        if (exchange.IsAbandoned || pump?.End == PumpEnd.ClientGone)
            return Abandoned(upstream);
        if (pump is { IsRunning: true, WaitsForUpstream: false })
        {
            // The client was still sending: its slowness, or what the endpoint made of it, says nothing about the endpoint.
            report.Count(TryOutcome.Cancelled);
            return status == TransferStatus.TimedOut ? TryEnd.NoFirstByte : TryEnd.Dropped;
        }

        if (status == TransferStatus.TimedOut)
            return report.Failed(TryEnd.NoFirstByte, TryOutcome.Timeout);
        if (upstream.IsReused && isFirst)
        {
            report.Count(TryOutcome.Dropped);
            return TryEnd.Stale;
        }

        return report.Failed(TryEnd.Dropped, TryOutcome.Dropped);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private readonly async ValueTask<TryEnd> RelayAsync(
        UpstreamConnection upstream,
        RequestPump? pump,
        bool hasWholeBody,
        bool wasSent
    )
    {
        var loop = exchange.Worker.Loop;
        var record = exchange.Record;
        var body = upstream.Body;
        record.FirstByte = Stopwatch.GetTimestamp();
        record.Status = upstream.Head.Status;
        if (hasWholeBody)
            exchange.TakePeekedBody();
        var kind = ResponseKind(upstream);
        body.Begin(
            kind,
            upstream.Framing.ContentLength,
            exchange.Live.Snapshot.Edge.Limits.TrailerBytesMax,
            isHeadHeld: false
        );
        exchange.StartResponse(upstream.Head, in upstream.Framing, kind, route.Plan.EditsFor(exchange));

        while (true)
        {
            switch (body.Next(out var data))
            {
                case BodyStatus.Data:
                    record.ResponseBodyBytes += data.Length;
                    if (exchange.TryGather(data.Span))
                        continue;
                    if (!(await exchange.SendAsync(data, WriteLimit(loop))).IsDone)
                        return Cut(upstream);
                    continue;
                case BodyStatus.End:
                    exchange.EndResponse(upstream.Body.Trailers, upstream.Input.Bytes);
                    var isReusable = Finish(upstream, wasSent && pump is null or { End: PumpEnd.Whole });
                    if (!(await exchange.FlushAsync(WriteLimit(loop))).IsDone)
                    {
                        // A response that is cut must be the last on its connection, or the next would be read as its rest.
                        record.Error ??= "client_left";
                        exchange.Abort();
                    }

                    if (!isReusable)
                        upstream.Close();
                    return TryEnd.Over;
                case BodyStatus.Bad:
                    return Broken(upstream, TryOutcome.Invalid, "invalid_response_body");
            }

            // What is here goes out before waiting for more, unless more is here already.
            if (exchange.HasGathered && !upstream.Connection.HasPendingInput)
            {
                if (!(await exchange.FlushAsync(WriteLimit(loop))).IsDone)
                    return Cut(upstream);
            }

            var received = await body.ReceiveAsync(
                upstream.Connection,
                Math.Min(loop.Now + route.Plan.IdleMilliseconds, deadline)
            );
            if (received.IsDone)
                continue;
            if (exchange.IsAbandoned || pump is { End: PumpEnd.ClientGone or PumpEnd.BadRequest })
                return Cut(upstream);
            if (received.Status != TransferStatus.End || !body.EndOfStream())
                return Broken(
                    upstream,
                    received.Status == TransferStatus.TimedOut ? TryOutcome.Timeout : TryOutcome.Dropped,
                    received.Status == TransferStatus.TimedOut ? "body_timeout" : "body_cut"
                );
        }
    }

    /// <summary>RFC 9112 §6.3: which rule tells the end of the response's body.</summary>
    private readonly BodyKind ResponseKind(UpstreamConnection upstream)
    {
        ref readonly var framing = ref upstream.Framing;
        if (exchange.Head.Method.SequenceEqual("HEAD"u8) || upstream.Head.Status is 204 or 304)
            return BodyKind.None;
        if (framing.IsChunked)
            return BodyKind.Chunked;
        return framing.ContentLength >= 0 ? BodyKind.Length : BodyKind.UntilClose;
    }

    /// <summary>The whole response was read: counts it, and keeps the connection when both sides left it clean. True when it went back to the pool.</summary>
    private readonly bool Finish(UpstreamConnection upstream, bool wasRequestWhole)
    {
        report.Answered(upstream.Head.Status);
        ref readonly var framing = ref upstream.Framing;

        // RFC 9112 §6.1: an HTTP/1.0 response with a transfer coding comes from somebody who does not know HTTP/1.0: read it, then close.
        var staysOpen =
            !framing.Close && (upstream.Head.MinorVersion == 1 || (framing.KeepAlive && !framing.IsChunked));
        if (!staysOpen || upstream.Body.Kind == BodyKind.UntilClose || !upstream.Input.IsEmpty || !wasRequestWhole)
            return false;
        if (TellsClient)
            return false;

        // From here on it may serve another exchange, and a client that leaves this one must not call that off.
        exchange.Upstream = null;
        upstream.Pool.Return(upstream);
        return true;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private readonly async ValueTask<TryEnd> TunnelAsync(UpstreamConnection upstream)
    {
        var record = exchange.Record;
        record.FirstByte = Stopwatch.GetTimestamp();
        record.Status = StatusCodes.SwitchingProtocols;
        report.Answered(StatusCodes.SwitchingProtocols);
        var client = exchange.SwitchProtocols(upstream.Head, in upstream.Framing);
        var tunnel = new Tunnel(client, upstream.Connection, route.Plan.IdleMilliseconds);
        if ((await exchange.FlushAsync(WriteLimit(exchange.Worker.Loop))).IsDone)
            await tunnel.RunAsync(
                exchange.TakeUnread(),
                upstream.Input.Slice(upstream.Input.Start, upstream.Input.End - upstream.Input.Start)
            );
        record.RequestBodyBytes = tunnel.BytesFromClient;
        record.ResponseBodyBytes = tunnel.BytesToClient;
        upstream.Close();
        return TryEnd.Over;
    }

    private readonly long WriteLimit(Loop loop) => loop.Now + exchange.WriteMilliseconds;

    /// <summary>The client stopped taking the response.</summary>
    private readonly TryEnd Cut(UpstreamConnection upstream)
    {
        report.Count(TryOutcome.Cancelled);
        exchange.Record.Error = "client_left";
        exchange.Abort();
        upstream.Close(reset: true);
        return TryEnd.Over;
    }

    /// <summary>The upstream broke off after its head was sent on: the client must see a cut, not an end.</summary>
    private readonly TryEnd Broken(UpstreamConnection upstream, TryOutcome outcome, string error)
    {
        report.Failed(TryEnd.Over, outcome);
        exchange.Record.Error = error;
        exchange.Abort();
        upstream.Close(reset: true);
        return TryEnd.Over;
    }

    /// <summary>The client left while an upstream was asked.</summary>
    private readonly TryEnd Abandoned(UpstreamConnection upstream)
    {
        upstream.Close(reset: true);
        exchange.Upstream = null;
        return Cancelled();
    }

    private readonly TryEnd Cancelled()
    {
        report.Count(TryOutcome.Cancelled);
        exchange.Record.Status = StatusCodes.ClientClosed;
        exchange.Record.Error = "client_left";
        exchange.Abort();
        return TryEnd.Over;
    }
}
