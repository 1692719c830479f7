using System.Diagnostics;
using System.Runtime.CompilerServices;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Http1;

/// <summary>An HTTP/1.1 client connection: reads heads one after the other, serves each exchange to its end, in order, until either side is done.</summary>
internal sealed class Http1Connection(Worker worker, Connection connection, int listener)
{
    /// <summary>How long and how much to read from a client after a final answer, so that it reads the answer before a reset reaches it.</summary>
    private const int LingerMilliseconds = 2_000;
    private const int LingerBytes = 1 << 20;

    private readonly Http1Exchange exchange = new(worker, connection);
    private bool isIdle;
    private bool hasServed;

    /// <summary>Neighbours in the listener's list of open connections.</summary>
    internal Http1Connection? Next;
    internal Http1Connection? Previous;

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
        if (worker.State.IsDraining)
            return false;
        input.Release();
        exchange.Output.Release();
        isIdle = true;
        var waited = await connection.WaitReadableAsync(
            worker.Loop.After(hasServed ? Limits.KeepAliveTime : Limits.HeaderReadTime)
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
        exchange.Begin(live, listener);
        record.Request = exchange.Head;
        record.MinorVersion = exchange.Parser.MinorVersion;
        var inFlightMax = live.Snapshot.Edge.Limits.InFlightMax;
        if (inFlightMax > 0 && !worker.State.TryEnter(inFlightMax))
            await ReplyAsync(StandardReplies.Overloaded, "in_flight_max");
        else if (exchange.Parser.IsAsterisk)
            await ReplyAsync(StandardReplies.Options, null);
        else
            await Forwarder.ServeAsync(exchange, live);
        if (inFlightMax > 0 && record.Error != "in_flight_max")
            worker.State.Leave();

        EndRecord();
        hasServed = true;
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
        await exchange.FlushAsync(worker.Loop.Now + LingerMilliseconds);
    }

    private Telemetry.ExchangeRecord BeginRecord(LiveSnapshot live)
    {
        var record = exchange.Record;
        record.Reset();
        record.Snapshot = live.Snapshot;
        record.Listener = listener;
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
