using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Telemetry;
using Serinus.Proxy.Transport;
using Serinus.Proxy.Upstreams;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Streams;

/// <summary>
/// One UDP client: his datagrams go to one endpoint by a socket of his own, and what comes back there is his. It ends when nothing
/// has moved for the route's idle time. Only the loop's thread touches it.
/// </summary>
internal sealed class UdpSession : LoopTimer, IDatagramOwner
{
    /// <summary>Datagrams that may wait for the endpoint's name to be resolved.</summary>
    private const int WaitingMax = 16;

    /// <summary>How long datagrams are dropped when nobody takes them: as often as this somebody is looked for again.</summary>
    private const int RefusedMilliseconds = 1_000;

    private readonly Worker worker;
    private readonly UdpListener listener;
    private readonly LiveStreamRoute route;
    private readonly UdpClientKey client;
    private readonly StreamRecord record;
    private readonly StreamPick pick;
    private readonly Queue<byte[]> waiting = new();
    private LiveEndpoint? endpoint;
    private DatagramSocket? upstream;
    private bool hasAnswered;
    private bool hasEnded;

    public UdpSession(
        Worker worker,
        UdpListener listener,
        LiveSnapshot live,
        LiveStreamRoute route,
        UdpClientKey client
    )
    {
        this.worker = worker;
        this.listener = listener;
        this.route = route;
        this.client = client;
        var address = AddressOf(client.Client);
        record = new StreamRecord
        {
            Protocol = ListenerProtocol.Udp,
            Client = address,
            Listener = listener.Seat.Name,
            Started = Stopwatch.GetTimestamp(),
            Route = route.Route,
        };
        pick = new StreamPick(worker, live, route, record, address);
    }

    /// <summary>Chooses where the client's datagrams go.</summary>
    public void Open()
    {
        worker.Loop.Set(this, worker.Loop.Now + route.IdleMilliseconds);
        if (pick.TryChoose())
            _ = ReachAsync();
        else
            worker.Loop.Set(this, worker.Loop.Now + RefusedMilliseconds);
    }

    /// <summary>A datagram of the client; false when his session is over and another is to be opened for it.</summary>
    public bool Take(ReadOnlySpan<byte> datagram)
    {
        if (endpoint is { IsRetired: true })
        {
            End(null);
            return false;
        }

        if (upstream is not null)
            Forward(datagram);
        else if (record.Error is null && waiting.Count < WaitingMax)
            waiting.Enqueue(datagram.ToArray());
        return true;
    }

    /// <summary>An answer of the endpoint.</summary>
    public void Received(ReadOnlySpan<byte> datagram, SocketAddress from, ClientAddress to)
    {
        if (!hasAnswered)
        {
            hasAnswered = true;
            new EndpointReport(worker, pick.Service!, endpoint!).Connected();
        }

        record.BytesOut += datagram.Length;
        worker.Telemetry.CountBytes(record.Arm!, 0, datagram.Length);
        worker.Loop.Set(this, worker.Loop.Now + route.IdleMilliseconds);
        listener.Answer(datagram, client);
    }

    /// <summary>Nobody listens at the endpoint: another one gets what the client sends next.</summary>
    public void Refused()
    {
        if (endpoint is null)
            return;
        pick.Failed(
            new EndpointReport(worker, pick.Service!, endpoint).NotConnected(new Connected(null, TransferStatus.Broken))
        );
        Leave();
        hasAnswered = false;
        _ = ReachAsync();
    }

    public void End(string? error)
    {
        if (hasEnded)
            return;
        hasEnded = true;
        Leave();
        worker.Loop.Timers.Remove(this);
        listener.Forget(client);
        record.Error ??= error;
        record.Ended = Stopwatch.GetTimestamp();
        worker.Telemetry.Record(record);
    }

    protected internal override void Expired() => End(null);

    private async Task ReachAsync()
    {
        try
        {
            while (!hasEnded && pick.Next() is { } next)
            {
                var host = next.Endpoint.Host;
                var address = worker.Resolver.TryGet(host, out var known)
                    ? known
                    : await worker.Resolver.ResolveAsync(host, worker.Loop.Now + route.ConnectMilliseconds);
                if (hasEnded || TryConnect(next, address))
                    return;
                pick.Failed(
                    new EndpointReport(worker, pick.Service!, next).NotConnected(
                        new Connected(null, TransferStatus.Broken)
                    )
                );
            }

            // What is sent meanwhile is dropped; then somebody is looked for anew.
            waiting.Clear();
            worker.Loop.Set(this, worker.Loop.Now + RefusedMilliseconds);
        }
        catch (Exception bug)
        {
            worker.Loop.Complain?.Invoke(
                $"a UDP client's session ended by a fault of the edge itself, please report it: {bug}"
            );
            End("internal");
        }
    }

    private bool TryConnect(LiveEndpoint next, IPAddress? address)
    {
        if (address is null)
            return false;
        try
        {
            var socket = DatagramSocket.Connected(new IPEndPoint(address, next.Endpoint.Port));
            upstream = worker.Loop.Attach(socket, this);
        }
        catch (SocketException)
        {
            return false;
        }

        endpoint = next;
        endpoint.Enter();
        record.Error = null;
        record.Connected = Stopwatch.GetTimestamp();
        while (upstream is not null && waiting.TryDequeue(out var first))
            Forward(first);
        return true;
    }

    private void Forward(ReadOnlySpan<byte> datagram)
    {
        record.BytesIn += datagram.Length;
        worker.Telemetry.CountBytes(record.Arm!, datagram.Length, 0);
        worker.Loop.Set(this, worker.Loop.Now + route.IdleMilliseconds);
        upstream!.Send(datagram, null);
    }

    private void Leave()
    {
        upstream?.Close();
        upstream = null;
        endpoint?.Leave();
        endpoint = null;
    }

    private static ClientAddress AddressOf(SocketAddress address)
    {
        var any = new IPEndPoint(address.Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        return ClientAddress.From(((IPEndPoint)any.Create(address)).Address);
    }
}
