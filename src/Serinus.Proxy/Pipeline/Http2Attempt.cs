using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http;
using System.Runtime.CompilerServices;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;
using Serinus.Proxy.Upstreams.Http2;
using Serinus.Proxy.Wire;

namespace Serinus.Proxy.Pipeline;

/// <summary>
/// One try at an endpoint over HTTP/2, beside <see cref="Attempt"/> and with the same ends. The framework's client runs on the thread
/// pool; the loop waits for it, hands it the request's body piece by piece, and relays what it reads.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001",
    Justification = "Others may still look at the source of cancellation, whose timer, if it has one, ends by itself."
)]
internal sealed class Http2Attempt(
    Exchange exchange,
    LiveRoute route,
    LiveService service,
    LiveEndpoint endpoint,
    long deadline
) : ICallOff, Http2Pump.ISender
{
    private readonly EndpointReport report = new(exchange.Worker, service, endpoint);
    private readonly TaskWait wait = new(exchange.Worker.Loop);
    private readonly CancellationTokenSource stop = new();
    private StreamedContent? streamed;
    private bool hasHead;

    public void CallOff()
    {
        wait.CallOff();
        Cancel();
    }

    void Http2Pump.ISender.SetHeadDeadline(long at)
    {
        if (!hasHead)
            wait.SetDeadline(at);
    }

    void Http2Pump.ISender.BodyEnded(PumpEnd end)
    {
        if (end is PumpEnd.BadRequest or PumpEnd.ClientGone)
            CallOff();
        else if (!hasHead)
            wait.SetDeadline(HeadLimit());
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<TryEnd> RunAsync()
    {
        var isTunnel = !exchange.Upgrade.IsEmpty;
        if (isTunnel && Http2Upgrade.Refuse(exchange) is { } refused)
        {
            report.Count(TryOutcome.Cancelled);
            return refused;
        }

        var lease = endpoint.Http2.Enter();
        try
        {
            return await RunAsync(lease, isTunnel);
        }
        finally
        {
            streamed?.Leave();
            lease.Leave();
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<TryEnd> RunAsync(Http2Lease lease, bool isTunnel)
    {
        exchange.Upstream = this;
        var target = new Http2Target(endpoint.Endpoint, endpoint.Tls, ConnectTime());
        var content = isTunnel ? null : Content();
        using var request = Http2Request.Make(exchange, route.Plan, target, endpoint.Authority, content);
        exchange.Record.UpstreamStarted = Stopwatch.GetTimestamp();
        var sending = Task.Run(() => lease.SendAsync(request, target, stop.Token));
        var pump = streamed is null ? null : new Http2Pump(exchange, streamed, route, deadline);
        ValueTask<PumpEnd> pumping = pump?.RunAsync(this) ?? default;

        var waited = await wait.WaitAsync(sending, HeadLimit());
        TryEnd end;
        if (waited.IsDone && sending.IsCompletedSuccessfully)
        {
            hasHead = true;
            using var message = await sending;
            end =
                isTunnel && message.IsSuccessStatusCode
                    ? await new Http2Upgrade(exchange, route, report, stop).RunAsync(message)
                    : await AnswerAsync(message, pump, content is not null && streamed is null);
        }
        else
        {
            end = NoHead(waited.Status, sending, pump);
        }

        exchange.Upstream = null;
        if (pump is not null)
        {
            // The client's body must not be read on when this is over.
            if (pump.End != PumpEnd.Whole)
                Cancel();
            pump.Stop();
            await pumping;
        }

        return end;
    }

    /// <summary>A body that came with its head can be sent twice; any other is streamed once.</summary>
    private HttpContent? Content()
    {
        if (exchange.BodyKind == BodyKind.None)
            return null;
        if (!exchange.Grpc.IsTranslated && exchange.TryPeekBody(out var body))
            return new ReadOnlyMemoryContent(body.ToArray());
        streamed = new StreamedContent(exchange.Grpc.IsTranslated ? -1 : exchange.BodyLength);
        return streamed;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<TryEnd> AnswerAsync(HttpResponseMessage message, Http2Pump? pump, bool hasWholeBody)
    {
        var verdict = StatusVerdict.Of(exchange, route, service, in report, (int)message.StatusCode);
        if (verdict != TryEnd.Over)
            return verdict;
        exchange.Record.FirstByte = Stopwatch.GetTimestamp();
        exchange.Record.Status = (int)message.StatusCode;
        if (hasWholeBody)
            exchange.TakePeekedBody();
        return await new Http2Relay(exchange, route, report, wait, deadline, stop.Token).RunAsync(
            message,
            pump,
            Cancel
        );
    }

    private TryEnd NoHead(TransferStatus status, Task<HttpResponseMessage> sending, Http2Pump? pump)
    {
        Cancel();
        sending.ContinueWith(
            static left =>
            {
                if (left.IsCompletedSuccessfully)
                    left.Result.Dispose();
                else
                    _ = left.Exception;
            },
            TaskScheduler.Default
        );
        if (pump?.End == PumpEnd.BadRequest)
        {
            report.Count(TryOutcome.Cancelled);
            return TryEnd.BadRequest;
        }

        if (exchange.IsAbandoned || pump?.End == PumpEnd.ClientGone)
            return Cancelled();
        if (status == TransferStatus.TimedOut)
        {
            if (pump is not { IsReceiving: true })
                return report.Failed(TryEnd.NoFirstByte, TryOutcome.Timeout);

            // The client was still sending: its slowness says nothing about the endpoint.
            report.Count(TryOutcome.Cancelled);
            return TryEnd.NoFirstByte;
        }

        var failure = Http2Failure.Of(sending.Exception?.InnerException ?? new OperationCanceledException());
        exchange.ResetCode = failure.Code;
        return failure.Kind switch
        {
            Http2FailureKind.ConnectTimeout => report.NotConnected(new Connected(null, TransferStatus.TimedOut)),
            Http2FailureKind.NotConnected => report.NotConnected(
                new Connected(null, TransferStatus.Broken) { Reason = failure.Reason }
            ),
            Http2FailureKind.Refused => report.Failed(
                pump is { HasStarted: true } && exchange.Record.RequestBodyBytes > 0 ? TryEnd.Dropped : TryEnd.Refused,
                TryOutcome.Dropped,
                failure.Reason
            ),
            Http2FailureKind.NoTunnels => report.Unable(TryEnd.NoUpgrade, failure.Reason!),
            Http2FailureKind.Invalid => report.Failed(TryEnd.Invalid, TryOutcome.Invalid),
            _ => report.Failed(TryEnd.Dropped, TryOutcome.Dropped, failure.Reason),
        };
    }

    private TryEnd Cancelled()
    {
        report.Count(TryOutcome.Cancelled);
        exchange.Record.Status = StatusCodes.ClientClosed;
        exchange.Record.Error = "client_left";
        exchange.Abort();
        return TryEnd.Over;
    }

    /// <summary>Not on the loop: whoever is told runs in the call.</summary>
    private void Cancel() => _ = stop.CancelAsync();

    private long HeadLimit() =>
        Math.Min(exchange.Worker.Loop.Now + exchange.Grpc.AtLeast(route.Plan.FirstByteMilliseconds), deadline);

    private TimeSpan ConnectTime() =>
        TimeSpan.FromMilliseconds(
            Math.Clamp(
                Math.Min(route.Plan.ConnectMilliseconds, deadline - exchange.Worker.Loop.Now),
                1,
                int.MaxValue - 1
            )
        );
}
