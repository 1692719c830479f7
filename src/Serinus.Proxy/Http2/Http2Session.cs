using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Transport;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Http2;

/// <summary>
/// A client's connection that speaks HTTP/2: carries its bytes between the loop and the framework's server, watches its frames, and knows
/// its exchanges. On the loop's thread, but for <see cref="CutSoon"/>.
/// </summary>
#pragma warning disable CA1001 // The framework's server disposes of the transport it was given.
internal sealed class Http2Session : ISession
#pragma warning restore CA1001
{
    /// <summary>
    /// How long and how much to read from a client after the last frame to it: a socket that is closed on unread bytes is reset, and
    /// what the client has not taken yet is lost.
    /// </summary>
    private const int LingerMilliseconds = 5_000;
    private const int LingerBytes = 1 << 20;

    private const int SweepMilliseconds = 1_000;

    private readonly Http2Host host;
    private readonly SessionTransport transport;
    private readonly FrameWatch watch;
    private readonly LoopWait<FlushResult> flushing;
    private readonly LoopWait<ReadResult> reading;
    private readonly LoopWait<bool> going;

    /// <summary>Exchanges that have ended, whose last bytes are not with the client yet, by their streams.</summary>
    private readonly Dictionary<int, Http2Exchange> tails = [];
    private readonly Sweeper sweeper;
    private readonly Action cut;
    private byte[]? forwardedLines;
    private long requests;
    private int serving;
    private bool isToEnd;
    private bool isEndAsked;
    private bool isServerDone;
    private bool isClientDone;

    public Http2Session(Worker worker, Connection connection, ListenerSeat seat, ClientShare? share, Http2Host host)
    {
        this.host = host;
        (Worker, Connection, Seat, Share) = (worker, connection, seat, share);
        Texts = host.TextsOf(worker.Loop);
        transport = new SessionTransport(this, connection);
        watch = new FrameWatch(Limits.GlitchesMax) { Ended = stream => tails.Remove(stream) };
        flushing = new LoopWait<FlushResult>(worker.Loop);
        reading = new LoopWait<ReadResult>(worker.Loop);
        going = new LoopWait<bool>(worker.Loop);
        sweeper = new Sweeper(this);
        cut = Cut;
    }

    public Worker Worker { get; }

    public Connection Connection { get; }

    public ListenerSeat Seat { get; }

    /// <summary>What its client has open; null where that is not counted.</summary>
    public ClientShare? Share { get; }

    /// <summary>The loop's texts of fields.</summary>
    public TextCache Texts { get; }

    /// <summary>Lines that tell an upstream who asks, for a client whose own word is not taken.</summary>
    public ReadOnlySpan<byte> ForwardedLines =>
        forwardedLines ??= ForwardedFields.LinesFor(Connection.Peer, Connection.LocalPort, Connection.IsSecure);

    public bool IsServing => serving > 0;

    private LimitsConfig Limits => Worker.State.Live!.Snapshot.Edge.Limits;

    public async ValueTask RunAsync()
    {
        if (!host.TryServe(transport, Limits))
        {
            Connection.Close();
            return;
        }

        Worker.Loop.Set(sweeper, Worker.Loop.Now + SweepMilliseconds);
        if (Worker.State.IsDraining || Seat.IsClosing)
            isToEnd = true;
        try
        {
            var receiving = ReceiveAsync();
            await SendAsync();
            await receiving;
            if (!isClientDone)
                await LingerAsync();
        }
        finally
        {
            transport.Closed();
            Connection.Close();
            await going.StartAsync(new ValueTask<bool>(transport.Gone), long.MaxValue);
            Worker.Loop.Timers.Remove(sweeper);
        }
    }

    public void CloseIfIdle() => AskToEnd();

    public void Cut()
    {
        Connection.Close(reset: true);
        transport.Closed();
    }

    /// <summary>Ends the connection at once; from any thread.</summary>
    public void CutSoon() => Worker.Loop.Post(cut);

    /// <summary>An exchange has begun.</summary>
    public void Began()
    {
        serving++;
        var max = Limits.RequestsPerConnectionMax;
        if (++requests == max && max > 0)
            AskToEnd();
    }

    /// <summary>An exchange has ended.</summary>
    public void Ended() => serving--;

    /// <summary>Keeps an exchange that has ended in mind until its last frame is on its way.</summary>
    public void AwaitTail(int stream, Http2Exchange exchange) => tails[stream] = exchange;

    /// <summary>Takes note of an invalid request.</summary>
    public void Glitch() => watch.Glitch(Worker.Loop.Now);

    /// <summary>Lets the server say GOAWAY: what is under way is finished, then the connection ends.</summary>
    private void AskToEnd()
    {
        isToEnd = true;
        if (!isEndAsked)
            isEndAsked = transport.TryEnd();
    }

    /// <summary>Client → server.</summary>
    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private async ValueTask ReceiveAsync()
    {
        var input = transport.FromClient;
        Exception? cause = null;
        while (!isServerDone && !watch.IsTooOdd)
        {
            // An idle connection holds no block.
            var received = await Connection.WaitReadableAsync(long.MaxValue);
            if (received.IsDone && !isServerDone && !watch.IsTooOdd)
            {
                var room = input.GetMemory();
                received = await Connection.ReceiveAsync(room, long.MaxValue);
                if (received.IsDone)
                {
                    watch.Received(room.Span[..received.Bytes], Worker.Loop.Now);
                    input.Advance(received.Bytes);
                }
            }

            isClientDone = received.Status is not (TransferStatus.Done or TransferStatus.Cancelled);
            if (received.Status == TransferStatus.Cancelled || received.Status == TransferStatus.End)
                break;
            if (!received.IsDone)
            {
                cause = new ConnectionResetException(received.Status.ToString());
                transport.Closed();
                break;
            }

            if (watch.IsTooOdd)
                break;
            var flushed = await flushing.StartAsync(input.FlushAsync(), long.MaxValue);
            if (!flushed.IsDone || flushing.Result.IsCompleted)
                break;
        }

        // The one that writes also completes: the block it writes to goes back to the pool then.
        if (watch.IsTooOdd)
            transport.ToClient.CancelPendingRead();
        await input.CompleteAsync(watch.IsTooOdd ? new ConnectionAbortedException() : cause);
    }

    /// <summary>Server → client.</summary>
    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private async ValueTask SendAsync()
    {
        var output = transport.ToClient;
        var isBroken = false;
        while (true)
        {
            var read = await reading.StartAsync(output.ReadAsync(), long.MaxValue);
            if (!read.IsDone)
                break;
            var buffer = reading.Result.Buffer;
            if (watch.IsTooOdd && !isBroken)
            {
                await CalmAsync(buffer);
                isBroken = true;
            }

            if (!buffer.IsEmpty && !isBroken && !(await SendAsync(buffer)).IsDone)
            {
                isBroken = true;
                Cut();
            }

            output.AdvanceTo(buffer.End);
            if (reading.Result.IsCompleted)
                break;
        }

        await output.CompleteAsync();
        isServerDone = true;
        if (!isBroken)
            Connection.ShutdownSend();
        Connection.CancelReceive();
    }

    private async ValueTask<Transfer> SendAsync(ReadOnlySequence<byte> bytes)
    {
        var deadline = Worker.Loop.After(Limits.BodyIdleTime);
        if (bytes.IsSingleSegment)
        {
            watch.Sending(bytes.FirstSpan, Worker.Loop.Now);
            return await Connection.SendAsync(bytes.First, deadline);
        }

        // Many small blocks leave in one write.
        var gathered = Worker.Loop.Buffers.RentLarge();
        var sent = Transfer.Done(0);
        while (!bytes.IsEmpty && sent.IsDone)
        {
            var part = bytes.Slice(0, Math.Min(bytes.Length, gathered.Length));
            bytes = bytes.Slice(part.End);
            part.CopyTo(gathered);
            var memory = gathered.AsMemory(0, (int)part.Length);
            watch.Sending(memory.Span, Worker.Loop.Now);
            sent = await Connection.SendAsync(memory, deadline);
        }

        Worker.Loop.Buffers.Return(gathered);
        return sent;
    }

    /// <summary>Tells a client that went too far why it is let go (RFC 9113 §10.5), behind the frame that is under way.</summary>
    private async ValueTask CalmAsync(ReadOnlySequence<byte> bytes)
    {
        var deadline = Worker.Loop.Now + LingerMilliseconds;
        var rest = bytes.ToArray();
        var length = watch.LengthToBoundary(rest);
        if (length > 0)
        {
            watch.Sending(rest.AsSpan(0, length), Worker.Loop.Now);
            await Connection.SendAsync(rest.AsMemory(0, length), deadline);
        }

        if (watch.IsAtBoundary)
            await Connection.SendAsync(GoAway(watch.LastStream, Http2Error.EnhanceYourCalm), deadline);
        Worker.Loop.Shortage($"{Connection.Peer}: an HTTP/2 connection was closed for too many odd frames");
        Connection.ShutdownSend();
        transport.Closed();
        Connection.CancelReceive();
    }

    private static byte[] GoAway(int lastStream, Http2Error error)
    {
        var frame = new byte[17];
        frame[2] = 8;
        frame[3] = (byte)FrameKind.GoAway;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(9), lastStream);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(13), (int)error);
        return frame;
    }

    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private async ValueTask LingerAsync()
    {
        var deadline = Worker.Loop.Now + LingerMilliseconds;
        var buffer = Worker.Loop.Buffers.RentSmall();
        for (var rest = LingerBytes; rest > 0; )
        {
            var received = await Connection.ReceiveAsync(buffer, deadline);
            if (!received.IsDone)
                break;
            rest -= received.Bytes;
        }

        Worker.Loop.Buffers.Return(buffer);
    }

    private void Sweep()
    {
        if (isToEnd)
            AskToEnd();
        foreach (var (stream, exchange) in tails)
        {
            // A dictionary lets entries be removed while it is gone through.
            if (exchange.CutTail(stream, Worker.Loop.Now))
                tails.Remove(stream);
        }
    }

    private sealed class Sweeper(Http2Session session) : LoopTimer
    {
        protected internal override void Expired()
        {
            session.Sweep();
            session.Worker.Loop.Set(this, session.Worker.Loop.Now + SweepMilliseconds);
        }
    }
}
