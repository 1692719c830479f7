using System.Runtime.CompilerServices;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// Sends a request's body on while the response is awaited and relayed: no piece is received before the one before it was sent.
/// One per exchange object, reused.
/// </summary>
internal sealed class RequestPump(Exchange exchange)
{
    /// <summary>Bytes around the data of a chunk, at most.</summary>
    private const int ChunkFraming = 24;

    private UpstreamConnection upstream = null!;
    private LiveRoute route = null!;
    private long deadline;
    private bool isStopped;
    private bool isContinued;

    public PumpEnd End { get; private set; }

    public bool IsRunning => End == PumpEnd.Running;

    /// <summary>Whether the client sends nothing until the upstream has said 100 (Continue): meanwhile the upstream's time counts.</summary>
    public bool WaitsForUpstream => exchange.ExpectsContinue && !isContinued && exchange.Record.RequestBodyBytes == 0;

    /// <summary>100 (Continue) was passed on: from now on the client's time counts.</summary>
    public void Continue()
    {
        if (!WaitsForUpstream)
            return;
        isContinued = true;
        exchange.SetBodyDeadline(exchange.Worker.Loop.After(exchange.Live.Snapshot.Edge.Limits.BodyIdleTime));
    }

    /// <summary>Sends the body to <paramref name="to"/>, to its end or until <see cref="Stop"/>.</summary>
    public ValueTask RunAsync(UpstreamConnection to, LiveRoute on, long until)
    {
        (upstream, route, deadline) = (to, on, until);
        isStopped = isContinued = false;
        End = PumpEnd.Running;
        return RunAsync();
    }

    /// <summary>Calls it off; the run ends soon.</summary>
    public void Stop()
    {
        if (!IsRunning)
            return;
        isStopped = true;
        exchange.CancelReceiveBody();
        upstream.Connection.CancelSend();
    }

    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private async ValueTask RunAsync()
    {
        End = await SendBodyAsync();
        var loop = exchange.Worker.Loop;
        if (End is PumpEnd.Whole or PumpEnd.UpstreamGone)
            upstream.Connection.SetReceiveDeadline(Math.Min(loop.Now + route.Plan.FirstByteMilliseconds, deadline));
        else if (End is PumpEnd.BadRequest or PumpEnd.ClientGone)
            upstream.Connection.Close(reset: true);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<PumpEnd> SendBodyAsync()
    {
        var loop = exchange.Worker.Loop;
        var limits = exchange.Live.Snapshot.Edge.Limits;
        var bytesMax = BytesMax(route.Route.Config.BodyBytesMax, limits.BodyBytesMax);
        var output = upstream.Output;
        var paceMin = BodyPace.MayBeSilent(exchange.Head) ? 0 : limits.BodyBytesPerSecondMin;
        var pace = new BodyPace();
        while (!isStopped)
        {
            switch (exchange.NextBody(out var data))
            {
                case BodyStatus.Data:
                    exchange.Record.RequestBodyBytes += data.Length;
                    if (exchange.Record.RequestBodyBytes > bytesMax)
                        return TooLarge();
                    if (!(await SendAsync(data)).IsDone)
                        return isStopped ? PumpEnd.Stopped : PumpEnd.UpstreamGone;
                    continue;
                case BodyStatus.End:
                    if (exchange.BodyKind == BodyKind.Chunked)
                        WriteLastChunk(output);
                    return output.IsEmpty || (await FlushAsync()).IsDone ? PumpEnd.Whole : PumpEnd.UpstreamGone;
                case BodyStatus.Bad:
                    return PumpEnd.BadRequest;
            }

            if (!output.IsEmpty && !(await FlushAsync()).IsDone)
                return isStopped ? PumpEnd.Stopped : PumpEnd.UpstreamGone;

            // A client that waits for 100 (Continue) is waiting for the upstream, whose first byte has a limit of its own.
            var waits = WaitsForUpstream;
            var began = loop.Now;
            var received = await exchange.ReceiveBodyAsync(waits ? deadline : loop.After(limits.BodyIdleTime));
            var isTooSlow =
                !waits && pace.IsTooSlow(loop.Now - began, exchange.Record.RequestBodyBytes + received.Bytes, paceMin);
            if (received.IsDone && !isTooSlow)
            {
                if (waits)
                    upstream.Connection.SetReceiveDeadline(deadline);
                continue;
            }

            if (isStopped)
                return PumpEnd.Stopped;
            if (received.Status != TransferStatus.TimedOut && !isTooSlow)
                return PumpEnd.ClientGone;
            exchange.RefuseBody(Rejection.BodyTimeout);
            return PumpEnd.BadRequest;
        }

        return PumpEnd.Stopped;
    }

    /// <summary>Chunks are gathered with their framing; a body of known length goes out from where it was received.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<Transfer> SendAsync(ReadOnlyMemory<byte> data)
    {
        if (exchange.BodyKind != BodyKind.Chunked)
            return await upstream.Connection.SendAsync(data, Limit());
        var output = upstream.Output;
        while (output.Length + data.Length + ChunkFraming > BufferPool.LargeBytes)
        {
            var part = Math.Min(data.Length, BufferPool.LargeBytes - output.Length - ChunkFraming);
            if (part > 0)
            {
                WriteChunk(output, data.Span[..part]);
                data = data[part..];
            }

            if (await FlushAsync() is { IsDone: false } failed)
                return failed;
        }

        if (!data.IsEmpty)
            WriteChunk(output, data.Span);
        return output.Length < BufferPool.SmallBytes ? Transfer.Done(0) : await FlushAsync();
    }

    private static void WriteChunk(OutputBuffer output, ReadOnlySpan<byte> data)
    {
        output.WriteHex(data.Length);
        output.Write("\r\n"u8);
        output.Write(data);
        output.Write("\r\n"u8);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<Transfer> FlushAsync()
    {
        var sent = await upstream.Connection.SendAsync(upstream.Output.Written, Limit());
        upstream.Output.Clear();
        return sent;
    }

    /// <summary>RFC 9112 §7.1.2: trailers pass on, but for those that could change how the message is framed, routed or trusted.</summary>
    private void WriteLastChunk(OutputBuffer output)
    {
        output.Write("0\r\n"u8);
        Wire.Trailers.Write(output, exchange.Trailers(out var bytes), bytes);
        output.Write("\r\n"u8);
    }

    private PumpEnd TooLarge()
    {
        exchange.RefuseBody(Rejection.BodyTooLarge);
        return PumpEnd.BadRequest;
    }

    private long Limit() => Math.Min(exchange.Worker.Loop.Now + route.Plan.IdleMilliseconds, deadline);

    private static long BytesMax(long ofRoute, long ofEdge) =>
        Math.Min(ofRoute == 0 ? long.MaxValue : ofRoute, ofEdge == 0 ? long.MaxValue : ofEdge);
}
