using System.Diagnostics;
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

    private readonly Http1Exchange exchange = new(worker, connection, seat);
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
            var status = input.IsEmpty ? ParseStatus.NeedMore : exchange.Parser.Parse(input.All, exchange.Head, limits);
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
        var record = BeginRecord(live);
        exchange.Begin(live, record.Listener);
        exchange.ListenerAnswers = seat.AnswersIn(live);
        record.Request = exchange.Head;
        record.MinorVersion = exchange.Parser.MinorVersion;
        var limits = live.Snapshot.Edge.Limits;
        if (++served == limits.RequestsPerConnectionMax)
            exchange.IsLast = true;

        // A client has no more requests in flight here than connections: mostly that limit alone holds, and nothing is counted twice.
        var counts =
            share is not null && (uint)limits.InFlightPerClientMax - 1 < (uint)limits.ConnectionsPerClientMax - 1;
        if (limits.InFlightMax > 0 || counts)
            await ServeWithinAsync(live, limits, counts ? share : null);
        else
            await AnswerAsync(live);
        EndRecord();
        exchange.Input.ReleaseHead();
        if (exchange.IsAborted || exchange.IsSwitched)
            return false;
        if (exchange.KeepAlive && exchange.Body.IsComplete)
            return true;
        await LingerAsync();
        return false;
    }

    private async ValueTask ServeWithinAsync(LiveSnapshot live, LimitsConfig limits, ClientShare? counted)
    {
        if (counted is not null && !counted.TryEnter(limits.InFlightPerClientMax))
        {
            await ReplyAsync(StandardReplies.TooManyRequests, "in_flight_per_client_max");
            return;
        }

        try
        {
            if (limits.InFlightMax > 0)
                await ServeWithinAsync(live, limits.InFlightMax);
            else
                await AnswerAsync(live);
        }
        finally
        {
            counted?.Leave();
        }
    }

    private async ValueTask ServeWithinAsync(LiveSnapshot live, int inFlightMax)
    {
        if (!worker.State.TryEnter(inFlightMax))
        {
            await ReplyAsync(StandardReplies.Overloaded, "in_flight_max");
            return;
        }

        try
        {
            await AnswerAsync(live);
        }
        finally
        {
            worker.State.Leave();
        }
    }

    private ValueTask AnswerAsync(LiveSnapshot live) =>
        exchange.Parser.IsAsterisk ? ReplyAsync(StandardReplies.Options, null) : Forwarder.ServeAsync(exchange, live);

    /// <summary>Answers what is not worth the name of a request, and ends the connection.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<bool> RefuseAsync(Rejection rejection)
    {
        var record = BeginRecord(worker.State.Live!);
        record.Request = exchange.Head.TargetSlice.Length > 0 ? exchange.Head : null;
        exchange.Head.Client = connection.Peer;
        await ReplyAsync(StandardReplies.For(rejection), rejection.Reason);
        EndRecord();
        await LingerAsync();
        return false;
    }

    private async ValueTask ReplyAsync(LocalReply reply, string? error)
    {
        exchange.Record.Status = reply.Status;
        exchange.Record.Error = error;
        exchange.Reply(in reply);
        if (!(await exchange.FlushAsync(worker.Loop.Now + LingerMilliseconds)).IsDone)
            exchange.Abort();
    }

    private Telemetry.ExchangeRecord BeginRecord(LiveSnapshot live)
    {
        var record = exchange.Record;
        record.Reset();
        record.Snapshot = live.Snapshot;
        record.Listener = seat.IndexIn(live.Snapshot);
        record.Started = Stopwatch.GetTimestamp();
        worker.Telemetry.ExchangeStarted();
        return record;
    }

    private void EndRecord()
    {
        exchange.Record.Ended = Stopwatch.GetTimestamp();
        worker.Telemetry.Record(exchange.Record);
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
