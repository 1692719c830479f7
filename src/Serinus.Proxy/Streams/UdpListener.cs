using System.Net;
using System.Runtime.InteropServices;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Transport;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Streams;

/// <summary>An open UDP listener on one loop: datagrams of known clients go to their sessions, those of others open one.</summary>
internal sealed class UdpListener(Worker worker, ListenerSeat seat) : IDatagramOwner
{
    private readonly Dictionary<UdpClientKey, UdpSession> sessions = [];
    private DatagramSocket? socket;

    public ListenerSeat Seat => seat;

    public void Open(ListenSocket opened) => socket = worker.Loop.Attach(opened.Socket, this);

    /// <summary>Takes no more datagrams. Nobody can tell whether a UDP client is done, so its session ends with the listener.</summary>
    public void Close()
    {
        seat.IsClosing = true;
        foreach (var session in sessions.Values.ToArray())
            session.End(null);
        socket?.Close();
        socket = null;
    }

    /// <summary>A datagram of a client; an answer of an upstream goes back by <see cref="Answer"/>.</summary>
    public void Received(ReadOnlySpan<byte> datagram, SocketAddress from, ClientAddress to)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(sessions, new UdpClientKey(from, to));
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref known) && known.Take(datagram))
            return;
        Begin(datagram, from, to);
    }

    void IDatagramOwner.Refused()
    {
        // Of a socket that talks to many, no one peer's refusal is told.
    }

    /// <summary>Sends what comes back, from the address the client has sent to.</summary>
    public void Answer(ReadOnlySpan<byte> datagram, UdpClientKey to) => socket?.Send(datagram, to.Client, to.Local);

    public void Forget(UdpClientKey client)
    {
        sessions.Remove(client);
        worker.State.CloseUdpSession();
    }

    private void Begin(ReadOnlySpan<byte> datagram, SocketAddress from, ClientAddress to)
    {
        var live = worker.State.Live!;
        if (live.Snapshot.StreamTable.Match(seat.IndexIn(live.Snapshot), default) is not { } route)
        {
            worker.Telemetry.DatagramRefused("no_route");
            return;
        }

        var max = live.Snapshot.Edge.Limits.UdpSessionsMax;
        if (!worker.State.TryOpenUdpSession(max))
        {
            worker.Telemetry.DatagramRefused("udp_sessions_max");
            worker.Loop.Shortage(
                $"there are {max} sessions of UDP clients; datagrams of further clients are dropped. "
                    + "Raise limits.udpSessionsMax, or lower the route's idleTime"
            );
            return;
        }

        var kept = new SocketAddress(from.Family, from.Size);
        from.Buffer.Span[..from.Size].CopyTo(kept.Buffer.Span);
        var client = new UdpClientKey(kept, to);
        var session = new UdpSession(worker, this, live, live.StreamRoutes[route.Index], client);
        sessions.Add(client, session);
        session.Open();
        session.Take(datagram);
    }
}
