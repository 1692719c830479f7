using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Streams;

/// <summary>A client's connection whose bytes are relayed: route, backend, endpoint, PROXY header, then both ways until both sides are done.</summary>
internal sealed class TcpSession(Worker worker, Connection client, ListenerSeat seat) : ISession
{
    private readonly StreamRecord record = new()
    {
        Protocol = ListenerProtocol.Tcp,
        Client = client.Peer,
        Listener = seat.Name,
        Started = Stopwatch.GetTimestamp(),
    };

    private Connection? upstream;
    private bool isCut;

    public bool IsServing { get; private set; }

    public async ValueTask RunAsync()
    {
        try
        {
            await ServeAsync(worker.State.Live!);
        }
        finally
        {
            client.Close();
            upstream?.Close();
            if (isCut)
                record.Error = "cut";
            record.Ended = Stopwatch.GetTimestamp();
            worker.Telemetry.Record(record);
        }
    }

    /// <summary>Ends a connection whose route is not known yet; what is relayed goes on until both sides are done.</summary>
    public void CloseIfIdle()
    {
        if (!IsServing)
            client.CancelReceive();
    }

    public void Cut()
    {
        isCut = true;
        client.Close(reset: true);
        upstream?.Close(reset: true);
    }

    private async ValueTask ServeAsync(LiveSnapshot live)
    {
        var listener = seat.IndexIn(live.Snapshot);
        var table = live.Snapshot.StreamTable;
        if (table.NeedsName(listener) && !await ReadNameAsync(live))
        {
            worker.Telemetry.StreamBegan(record, null);
            return;
        }

        var name = record.ServerName is { } asked ? Encoding.ASCII.GetBytes(asked) : [];
        if (table.Match(listener, name) is not { } route)
        {
            record.Error = "no_route";
            worker.Telemetry.StreamBegan(record, null);
            return;
        }

        IsServing = true;
        record.Route = route;
        var liveRoute = live.StreamRoutes[route.Index];
        var pick = new StreamPick(worker, live, liveRoute, record, client.Peer);
        if (!pick.TryChoose())
            return;
        while (pick.Next() is { } endpoint)
        {
            endpoint.Enter();
            try
            {
                if (await ConnectAsync(pick, endpoint, liveRoute))
                {
                    await RelayAsync(liveRoute);
                    return;
                }
            }
            finally
            {
                endpoint.Leave();
            }
        }
    }

    /// <summary>Reads the name a TLS client asks for, and gives back what was read. False when there is no telling, and it must not pass for none.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<bool> ReadNameAsync(LiveSnapshot live)
    {
        var loop = worker.Loop;
        var deadline = loop.After(live.Snapshot.Edge.Limits.HandshakeTime);
        var waited = await client.WaitReadableAsync(deadline);
        var buffer = loop.Buffers.RentSmall();
        var received = 0;
        var status = ParseStatus.NeedMore;
        while (waited.IsDone && status == ParseStatus.NeedMore)
        {
            waited =
                received < buffer.Length
                    ? await client.ReceiveAsync(buffer.AsMemory(received), deadline)
                    : Transfer.Failed(TransferStatus.Broken);
            if (!waited.IsDone)
                break;
            received += waited.Bytes;
            status = FindName(buffer.AsSpan(0, received));
        }

        client.Unread(buffer.AsSpan(0, received));
        loop.Buffers.Return(buffer);
        if (status == ParseStatus.Done)
            return true;
        record.Error =
            status == ParseStatus.Rejected || received == ClientHello.BytesMax ? "bad_client_hello"
            : waited.Status == TransferStatus.TimedOut ? "client_hello_timeout"
            : "client_left";
        return false;
    }

    private ParseStatus FindName(ReadOnlySpan<byte> received)
    {
        // Other protocols do not begin so: no text begins with 22, and no version of TLS has another major number than 3.
        const byte Handshake = 22;
        if (received[0] != Handshake || (received.Length > 1 && received[1] != 3))
            return ParseStatus.Done;
        var status = ClientHello.Gather(received, out var record, out _);
        if (status != ParseStatus.Done)
            return status;
        if (!ClientHello.TryRead(record, out var hello))
            return ParseStatus.Rejected;
        var name = hello.ServerName is [.. var bare, (byte)'.'] ? bare : hello.ServerName;
        if (!name.IsEmpty)
            this.record.ServerName = Encoding.ASCII.GetString(name).ToLowerInvariant();
        return ParseStatus.Done;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<bool> ConnectAsync(StreamPick pick, LiveEndpoint endpoint, LiveStreamRoute route)
    {
        var report = new EndpointReport(worker, pick.Service!, endpoint);
        var version = pick.Service!.Service.Config.ProxyProtocol;
        var opened = await worker
            .PoolOf(endpoint)
            .ConnectAsync(
                worker.Resolver,
                worker.Loop.Now + route.ConnectMilliseconds,
                header: version == ProxyProtocolVersion.None ? default : ProxyHeaderWriter.Bytes(version, client.Ends)
            );
        if (opened.Upstream is not { } connected)
        {
            pick.Failed(report.NotConnected(in opened));
            return false;
        }

        upstream = connected.Connection;
        report.Connected();
        record.Connected = Stopwatch.GetTimestamp();
        record.Error = null;
        return true;
    }

    private async ValueTask RelayAsync(LiveStreamRoute route)
    {
        // Cut while it was being opened.
        if (isCut)
            return;
        var arm = record.Arm!;
        var tunnel = new Tunnel(client, upstream!, route.IdleMilliseconds)
        {
            Moved = (fromClient, toClient) => worker.Telemetry.CountBytes(arm, fromClient, toClient),
        };
        await tunnel.RunAsync(default, default);
        record.BytesIn = tunnel.BytesFromClient;
        record.BytesOut = tunnel.BytesToClient;
        record.Error ??= tunnel.Error;
    }
}
