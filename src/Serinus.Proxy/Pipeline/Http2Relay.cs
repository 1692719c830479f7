using System.Buffers;
using System.Net.Http;
using System.Runtime.CompilerServices;
using Serinus.Proxy.Grpc;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams.Http2;
using Serinus.Proxy.Wire;

namespace Serinus.Proxy.Pipeline;

/// <summary>Relays a response that came over HTTP/2: head, body, trailers. Nothing is read before what came before was sent.</summary>
internal sealed class Http2Relay(
    Exchange exchange,
    LiveRoute route,
    EndpointReport report,
    TaskWait wait,
    long deadline,
    CancellationToken stop
)
{
    private const int BufferBytes = 32 * 1024;

    private readonly Http2Response response = new();
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private readonly GrpcKind web = exchange.Grpc.IsTranslated ? exchange.Grpc.Kind : GrpcKind.None;
    private Action cancel = null!;
    private Http2Pump? pump;
    private long bytesLeft;

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<TryEnd> RunAsync(HttpResponseMessage message, Http2Pump? sender, Action callOff)
    {
        (pump, cancel) = (sender, callOff);
        var limits = exchange.Live.Snapshot.Edge.Limits;
        var hasNoBody = exchange.Head.Method.SequenceEqual("HEAD"u8) || (int)message.StatusCode is 204 or 304;
        var body = message.Content.ReadAsStream(CancellationToken.None);

        // What ended with its head has an end of its own in every protocol; only a look can tell.
        var first = hasNoBody ? Task.FromResult(0) : body.ReadAsync(buffer, stop).AsTask();
        var isEmpty = first is { IsCompletedSuccessfully: true, Result: 0 } && !message.TrailingHeaders.Any();
        if (!response.TryReadHead(message, limits.ResponseHeadBytesMax, web, isEmpty && !hasNoBody))
        {
            cancel();
            _ = first.ContinueWith(static left => _ = left.Exception, TaskScheduler.Default);
            return report.Failed(TryEnd.Invalid, TryOutcome.Invalid);
        }

        var kind =
            hasNoBody ? BodyKind.None
            : response.Framing.ContentLength >= 0 ? BodyKind.Length
            : BodyKind.Chunked;
        bytesLeft = kind == BodyKind.Length ? response.Framing.ContentLength : long.MaxValue;
        exchange.StartResponse(response.Head, in response.Framing, kind, route.Plan.EditsFor(exchange));
        var end = await RelayAsync(message, body, first, kind);
        if (exchange.Grpc.IsCall)
            exchange.Record.GrpcStatus = response.GrpcStatus;
        return end;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<TryEnd> RelayAsync(
        HttpResponseMessage message,
        Stream body,
        Task<int> reading,
        BodyKind kind
    )
    {
        var loop = exchange.Worker.Loop;
        while (true)
        {
            if (!reading.IsCompleted)
            {
                if (exchange.HasGathered && !(await exchange.FlushAsync(WriteLimit(loop))).IsDone)
                    return Cut(reading);
                var idle = exchange.Grpc.AtLeast(route.Plan.IdleMilliseconds);
                var waited = await wait.WaitAsync(reading, Math.Min(loop.Now + idle, deadline));
                if (!waited.IsDone)
                {
                    if (exchange.IsAbandoned || pump is { End: PumpEnd.ClientGone or PumpEnd.BadRequest })
                        return Cut(reading);
                    return await BreakAsync(reading, TryOutcome.Timeout, "body_timeout", GrpcStatus.DeadlineExceeded);
                }
            }

            if (!reading.IsCompletedSuccessfully)
            {
                if (exchange.IsAbandoned)
                    return Cut(reading);
                var failure = Http2Failure.Of(reading.Exception?.InnerException ?? new OperationCanceledException());
                var status = exchange.IsCallLate ? GrpcStatus.DeadlineExceeded : GrpcStatuses.OfReset(failure.Code);
                return await BreakAsync(reading, TryOutcome.Dropped, "body_cut", status);
            }

            var count = await reading;
            if (count == 0)
                return await FinishAsync(message, kind);
            bytesLeft -= count;
            if (bytesLeft < 0)
                return await BreakAsync(reading, TryOutcome.Invalid, "invalid_response_body", GrpcStatus.Internal);
            if (!await SendAsync(GrpcWeb.Encode(buffer.AsMemory(0, count), web)))
                return Cut(reading);
            reading = body.ReadAsync(buffer, stop).AsTask();
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> data)
    {
        exchange.Record.ResponseBodyBytes += data.Length;
        return exchange.TryGather(data.Span)
            || (await exchange.SendAsync(data, WriteLimit(exchange.Worker.Loop))).IsDone;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<TryEnd> FinishAsync(HttpResponseMessage message, BodyKind kind)
    {
        var trailerBytesMax = exchange.Live.Snapshot.Edge.Limits.TrailerBytesMax;

        // Only bytes that were announced and came make a whole body; a client of HTTP/1.1 would read the next response as the rest.
        if (
            kind == BodyKind.Length && bytesLeft > 0
            || kind != BodyKind.None && !response.TryReadTrailers(message, trailerBytesMax)
        )
            return await BreakAsync(null, TryOutcome.Invalid, "invalid_response_body", GrpcStatus.Internal);
        ArrayPool<byte>.Shared.Return(buffer);
        report.Answered(response.Head.Status);
        await EndAsync();
        return TryEnd.Over;
    }

    /// <summary>Ends the response as far as the client's protocol can say it.</summary>
    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private async ValueTask EndAsync()
    {
        if (web == GrpcKind.None)
        {
            exchange.EndResponse(response.Trailers, response.TrailerBytes);
        }
        else
        {
            if (!response.HasStatusInHead)
                await SendAsync(GrpcWeb.Encode(GrpcWeb.TrailerFrame(response.Trailers, response.TrailerBytes), web));
            exchange.EndResponse([], []);
        }

        if ((await exchange.FlushAsync(WriteLimit(exchange.Worker.Loop))).IsDone)
            return;
        exchange.Record.Error ??= "client_left";
        exchange.Abort();
    }

    /// <summary>The upstream broke off after its head was sent on: a caller of gRPC is told by a status, any other client by a cut.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<TryEnd> BreakAsync(Task? reading, TryOutcome outcome, string error, GrpcStatus status)
    {
        cancel();
        Observe(reading);
        report.Failed(TryEnd.Over, outcome);
        exchange.Record.Error = error;
        var isCallUnderWay = exchange.Grpc.IsCall && !response.HasStatusInHead && response.Framing.ContentLength < 0;
        if (!isCallUnderWay)
        {
            exchange.Abort();
            return TryEnd.Over;
        }

        response.MakeTrailers(status, error);
        await EndAsync();
        return TryEnd.Over;
    }

    /// <summary>The client stopped taking the response.</summary>
    private TryEnd Cut(Task reading)
    {
        cancel();
        Observe(reading);
        report.Count(TryOutcome.Cancelled);
        exchange.Record.Error = "client_left";
        exchange.Abort();
        return TryEnd.Over;
    }

    private static void Observe(Task? reading) =>
        reading?.ContinueWith(static left => _ = left.Exception, TaskScheduler.Default);

    private long WriteLimit(Loop loop) => loop.Now + exchange.WriteMilliseconds;
}
