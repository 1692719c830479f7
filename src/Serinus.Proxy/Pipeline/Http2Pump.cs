using System.Runtime.CompilerServices;
using System.Text;
using Serinus.Proxy.Grpc;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams.Http2;
using Serinus.Proxy.Wire;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Pipeline;

/// <summary>Hands a request's body to an upstream over HTTP/2 while the response is awaited and relayed: nothing is received before what came before was sent.</summary>
internal sealed class Http2Pump(Exchange exchange, StreamedContent content, LiveRoute route, long deadline)
{
    private static readonly byte[] ContinueLine = "HTTP/1.1 100 Continue\r\n"u8.ToArray();

    private readonly TaskWait wait = new(exchange.Worker.Loop);
    private readonly GrpcWebDecoder? decoder = exchange.Grpc is { IsTranslated: true, Kind: GrpcKind.WebText }
        ? new GrpcWebDecoder()
        : null;
    private bool isStopped;

    public PumpEnd End { get; private set; }

    /// <summary>Whether the client is sending: a connection is there, and not all has come.</summary>
    public bool IsReceiving => HasStarted && End == PumpEnd.Running;

    /// <summary>Whether anything of the body was taken from the client, so that it cannot be sent to another endpoint.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Sends the body to its end or until <see cref="Stop"/>.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<PumpEnd> RunAsync(ISender sender)
    {
        var started = await wait.WaitAsync(content.Started, deadline);
        if (isStopped || !started.IsDone)
            return End = PumpEnd.Stopped;
        HasStarted = true;
        sender.SetHeadDeadline(deadline);
        End = await SendAsync();
        content.End();
        sender.BodyEnded(End);
        return End;
    }

    /// <summary>Calls it off; the run ends soon.</summary>
    public void Stop()
    {
        if (End != PumpEnd.Running || isStopped)
            return;
        isStopped = true;
        if (HasStarted)
            exchange.CancelReceiveBody();
        wait.CallOff();
    }

    /// <summary>Told by the pump what it means for the wait for a response.</summary>
    internal interface ISender
    {
        /// <summary>Moves the deadline of the wait for the head.</summary>
        void SetHeadDeadline(long deadline);

        /// <summary>The body has ended.</summary>
        void BodyEnded(PumpEnd end);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<PumpEnd> SendAsync()
    {
        if (exchange.ExpectsContinue && !(await ContinueAsync()).IsDone)
            return PumpEnd.ClientGone;
        var loop = exchange.Worker.Loop;
        var limits = exchange.Live.Snapshot.Edge.Limits;
        var idle =
            limits.BodyIdleTime == TimeSpan.Zero ? long.MaxValue / 2 : (long)limits.BodyIdleTime.TotalMilliseconds;
        while (!isStopped)
        {
            switch (exchange.NextBody(out var data))
            {
                case BodyStatus.Data:
                    exchange.Record.RequestBodyBytes += data.Length;
                    if (IsTooLarge(route.Route.Config.BodyBytesMax) || IsTooLarge(limits.BodyBytesMax))
                    {
                        exchange.RefuseBody(Rejection.BodyTooLarge);
                        return PumpEnd.BadRequest;
                    }

                    if (!TryTranslate(data.Span, out var piece))
                        return Refuse();
                    if (piece.IsEmpty)
                        continue;
                    var sending = content.SendAsync(piece);
                    if (!(await wait.WaitAsync(sending, SendLimit(loop))).IsDone)
                        return isStopped ? PumpEnd.Stopped : PumpEnd.UpstreamGone;
                    if (!sending.IsCompletedSuccessfully)
                        return PumpEnd.UpstreamGone;
                    continue;
                case BodyStatus.End:
                    return decoder is null or { IsWhole: true } ? PumpEnd.Whole : Refuse();
                case BodyStatus.Bad:
                    return PumpEnd.BadRequest;
            }

            // A caller may be silent as long as he waits for the answer.
            var received = await exchange.ReceiveBodyAsync(loop.Now + exchange.Grpc.AtLeast(idle));
            if (received.IsDone)
                continue;
            if (isStopped)
                return PumpEnd.Stopped;
            if (received.Status != TransferStatus.TimedOut)
                return PumpEnd.ClientGone;
            exchange.RefuseBody(Rejection.BodyTimeout);
            return PumpEnd.BadRequest;
        }

        return PumpEnd.Stopped;
    }

    private PumpEnd Refuse()
    {
        exchange.RefuseBody(Rejection.Base64);
        return PumpEnd.BadRequest;
    }

    /// <summary>The piece as the upstream gets it, in memory of its own: it is sent by another thread.</summary>
    private bool TryTranslate(ReadOnlySpan<byte> data, out ReadOnlyMemory<byte> piece)
    {
        if (decoder is not null)
            return decoder.TryDecode(data, out piece);
        piece = data.ToArray();
        return true;
    }

    /// <summary>The upstream wants the body, or has let the time pass in which it could have refused it.</summary>
    private ValueTask<Transfer> ContinueAsync()
    {
        var interim = new ResponseHead();
        interim.Reset(ContinueLine);
        interim.Status = StatusCodes.Continue;
        interim.MinorVersion = 1;
        interim.Reason = new Slice(13, 8);
        return exchange.SendInterimAsync(interim);
    }

    private long SendLimit(Loop loop) =>
        Math.Min(loop.Now + exchange.Grpc.AtLeast(route.Plan.IdleMilliseconds), deadline);

    private bool IsTooLarge(long bytesMax) => bytesMax > 0 && exchange.Record.RequestBodyBytes > bytesMax;
}
