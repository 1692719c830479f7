using System.Net.Security;
using System.Runtime.CompilerServices;
using Serinus.Proxy.Http1;
using Serinus.Proxy.Http2;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Streams;
using Serinus.Proxy.Tls;
using Serinus.Proxy.Transport;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Listeners;

/// <summary>One client's connection from accept to close: what stands before the protocol is taken off here, then the protocol's session serves it.</summary>
internal sealed class ClientConnection(Worker worker, Connection accepted, ListenerSeat seat, Http2Host http2)
{
    private Connection connection = accepted;
    private ISession? session;
    private ClientShare? share;

    /// <summary>Neighbours in the listener's list of open connections.</summary>
    internal ClientConnection? Next;
    internal ClientConnection? Previous;

    /// <summary>Whether it carries something that should be finished.</summary>
    public bool IsServing => session is { IsServing: true };

    /// <summary>Serves it to its end.</summary>
    public async ValueTask RunAsync()
    {
        try
        {
            if (await ArriveAsync())
                await ServeAsync();
        }
        finally
        {
            connection.Close();
            if (share is not null)
                worker.State.Clients.Leave(share);
        }
    }

    /// <summary>Ends it if nothing is under way; one that is still being opened ends after the exchange it was opened for.</summary>
    public void CloseIfIdle() => session?.CloseIfIdle();

    /// <summary>Ends it at once.</summary>
    public void Cut()
    {
        if (session is null)
            connection.Close(reset: true);
        else
            session.Cut();
    }

    /// <summary>Takes off what stands before the protocol: a PROXY header, TLS. False when that failed, and nobody is there to be told.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<bool> ArriveAsync()
    {
        var live = worker.State.Live!;
        var deadline = worker.Loop.After(live.Snapshot.Edge.Limits.HandshakeTime);
        var listener = seat.ListenerIn(live.Snapshot);
        if (listener?.ProxyFrom is { } from && from.Contains(connection.Peer))
        {
            if (!await ProxyArrival.TakeAsync(worker, connection, seat, deadline))
                return false;
        }

        if (!MayEnter(live))
            return false;
        if (seat.TlsIn(live) is not { } tls)
            return true;
        worker.Handshakes.Max = worker.PerLoop(live.Snapshot.Edge.Limits.HandshakesMax);
        var secured = await tls.AcceptAsync(connection, worker.Handshakes, deadline);
        if (secured is null)
            return false;
        connection = secured;
        return true;
    }

    /// <summary>Counts the connection with its client's others. Load balancers in trusted networks stand for many clients, and are not counted.</summary>
    private bool MayEnter(LiveSnapshot live)
    {
        var max = live.Snapshot.Edge.Limits.ConnectionsPerClientMax;
        if (live.Snapshot.TrustedOn(seat.IndexIn(live.Snapshot)).Contains(connection.Peer))
            return true;
        share = worker.State.Clients.Enter(connection.Peer, max);
        if (share is not null)
            return true;
        worker.Loop.Shortage(
            $"client {connection.Peer} has {max} connections open (limits.connectionsPerClientMax); further ones are closed"
        );
        return false;
    }

    /// <summary>Which protocol it is: over TLS what was agreed on (RFC 7301), without it what the client begins with (RFC 9113 §3.3).</summary>
    [AsyncMethodBuilder(typeof(LoopVoidMethodBuilder))]
    private async ValueTask ServeAsync()
    {
        if (seat.ListenerIn(worker.State.Live!.Snapshot)?.Config.Protocol == ListenerProtocol.Tcp)
        {
            session = new TcpSession(worker, connection, seat);
            await session.RunAsync();
            return;
        }

        if (connection is not TlsConnection tls || tls.ApplicationProtocol != SslApplicationProtocol.Http2)
        {
            var http1 = new Http1Connection(worker, connection, seat, share);
            session = http1;
            await http1.RunAsync();
            if (!http1.IsHttp2)
                return;
        }

        session = new Http2Session(worker, connection, seat, share, http2);
        await session.RunAsync();
    }
}
