using System.Runtime.CompilerServices;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Http1;

/// <summary>An HTTP/1.1 client connection: reads heads one after the other, serves each exchange to its end, in order, until either side is done.</summary>
internal sealed class Http1Connection(Worker worker, Connection connection, ListenerSeat seat, ClientShare? share)
    : ISession
{
    /// <summary>How long and how much to read from a client after a final answer, so that it reads the answer before a reset reaches it.</summary>
    private const int LingerMilliseconds = 2_000;
    private const int LingerBytes = 1 << 20;

    /// <summary>How long a connection accepted while service ends may take to send the request it was opened for.</summary>
    private const int LastChanceMilliseconds = 1_000;

    private readonly Http1Exchange exchange = new(worker, connection, seat) { Share = share };
    private bool isIdle;
    private int served;

    public async ValueTask RunAsync()
    {
        try
        {
            while (await ReceiveHeadAsync() && await ServeAsync()) { }
        }
        finally
        {
            if (!IsHttp2)
                connection.Close(exchange.IsAborted);
            exchange.Input.Release();
            exchange.Output.Release();
        }
    }

    /// <summary>Ends the connection if it waits for a request; one that carries an exchange ends after it.</summary>
    public void CloseIfIdle()
    {
        if (isIdle)
            connection.CancelReceive();
    }

    /// <summary>Ends the connection at once.</summary>
    public void Cut() => connection.Close(reset: true);

    /// <summary>Whether the client begins to speak HTTP/2 (RFC 9113 §3.3): the connection is as it came, and another has to serve it.</summary>
    public bool IsHttp2 { get; private set; }

    /// <summary>Whether an exchange is under way.</summary>
    public bool IsServing => !isIdle;

    private LimitsConfig Limits => worker.State.Live!.Snapshot.Edge.Limits;

    /// <summary>Reads the next head; false when there is none to serve.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<bool> ReceiveHeadAsync()
    {
        var input = exchange.Input;
        if (input.IsEmpty && !await WaitForRequestAsync(input))
            return false;

        var limits = Limits;
        var deadline = worker.Loop.After(limits.HeaderReadTime);
        Restart();
        while (true)
        {
            var preface = served > 0 ? ParseStatus.Rejected : ParsePreface(input.Unread);
            if (preface == ParseStatus.Done)
                return false;
            var status =
                input.IsEmpty || preface == ParseStatus.NeedMore
                    ? ParseStatus.NeedMore
                    : exchange.Parser.Parse(input.All, exchange.Head, limits);
            if (status == ParseStatus.Done)
                return true;
            if (status == ParseStatus.Rejected)
                return await RefuseAsync(exchange.Parser.Rejection!);

            if (input.Start > 0)
            {
                // Behind an earlier request: give this one the whole buffer, and read it from its beginning.
                input.Compact();
                Restart();
            }

            var room = input.RoomForHead();
            exchange.Head.Move(input.Bytes);
            var received = await connection.ReceiveAsync(room, deadline);
            if (received.IsDone)
            {
                input.Received(received.Bytes);
                continue;
            }

            return received.Status == TransferStatus.TimedOut
                && !input.IsEmpty
                && await RefuseAsync(Rejection.HeaderTimeout);
        }
    }

    /// <summary>Whether the connection begins with the preface of HTTP/2, which is then left to be read by whoever speaks it.</summary>
    private ParseStatus ParsePreface(ReadOnlySpan<byte> begin)
    {
        if (begin.IsEmpty || begin[0] != 'P' || !seat.SpeaksHttp2In(worker.State.Live!) || connection.IsSecure)
            return ParseStatus.Rejected;
        var preface = "PRI * HTTP/2.0\r\n\r\n"u8;
        if (begin.Length < preface.Length)
            return preface.StartsWith(begin) ? ParseStatus.NeedMore : ParseStatus.Rejected;
        if (!begin.StartsWith(preface))
            return ParseStatus.Rejected;
        connection.Unread(begin);
        IsHttp2 = true;
        return ParseStatus.Done;
    }

    /// <summary>An idle connection holds no buffer.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<bool> WaitForRequestAsync(InputBuffer input)
    {
        var isEnding = worker.State.IsDraining || seat.IsClosing;
        if (isEnding && served > 0)
            return false;
        input.Release();
        exchange.Output.Release();
        isIdle = true;
        var waited = await connection.WaitReadableAsync(
            isEnding
                ? worker.Loop.Now + LastChanceMilliseconds
                : worker.Loop.After(served > 0 ? Limits.KeepAliveTime : Limits.HeaderReadTime)
        );
        isIdle = false;
        return waited.IsDone;
    }

    private void Restart()
    {
        exchange.Head.Reset(exchange.Input.Bytes);
        exchange.Parser.Reset(exchange.Input.Start);
    }

    /// <summary>Serves the exchange whose head was read; whether another may follow.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<bool> ServeAsync()
    {
        var live = worker.State.Live!;
        var record = Serving.BeginRecord(exchange, seat, live);
        exchange.Begin(live, record.Listener);
        record.MinorVersion = exchange.Parser.MinorVersion;
        if (++served == live.Snapshot.Edge.Limits.RequestsPerConnectionMax)
            exchange.IsLast = true;
        await Serving.ServeAsync(exchange, seat, live);
        Serving.EndRecord(exchange);
        exchange.Input.ReleaseHead();
        if (exchange.IsAborted || exchange.IsSwitched)
            return false;
        if (exchange.KeepAlive && exchange.Body.IsComplete)
            return true;
        await LingerAsync();
        return false;
    }

    /// <summary>Answers what is not worth the name of a request, and ends the connection.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<bool> RefuseAsync(Rejection rejection)
    {
        var record = Serving.BeginRecord(exchange, seat, worker.State.Live!);
        record.Request = exchange.Head.TargetSlice.Length > 0 ? exchange.Head : null;
        exchange.Head.Client = connection.Peer;
        await Serving.ReplyAsync(exchange, StandardReplies.For(rejection), rejection.Reason);
        Serving.EndRecord(exchange);
        await LingerAsync();
        return false;
    }

    /// <summary>RFC 9112 §9.6: closing while the client still sends would reset the connection under the answer it has not read yet.</summary>
    private async ValueTask LingerAsync()
    {
        // Nothing is under way: an end is an end.
        if (exchange.Body.IsComplete && exchange.Input.IsEmpty && !connection.HasPendingInput)
            return;
        connection.ShutdownSend();
        var deadline = worker.Loop.Now + LingerMilliseconds;
        var buffer = worker.Loop.Buffers.RentSmall();
        for (var left = LingerBytes; left > 0; )
        {
            var received = await connection.ReceiveAsync(buffer, deadline);
            if (!received.IsDone)
                break;
            left -= received.Bytes;
        }

        worker.Loop.Buffers.Return(buffer);
    }
}
