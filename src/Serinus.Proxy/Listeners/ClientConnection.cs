using System.Runtime.CompilerServices;
using Serinus.Proxy.Http1;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Streams;
using Serinus.Proxy.Transport;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Listeners;

/// <summary>One client's connection from accept to close: what stands before the protocol is taken off here, then the protocol's session serves it.</summary>
internal sealed class ClientConnection(Worker worker, Connection accepted, ListenerSeat seat)
{
    private Connection connection = accepted;
    private ISession? session;

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

        if (seat.TlsIn(live) is not { } tls)
            return true;
        worker.Handshakes.Max = worker.PerLoop(live.Snapshot.Edge.Limits.HandshakesMax);
        var secured = await tls.AcceptAsync(connection, worker.Handshakes, deadline);
        if (secured is null)
            return false;
        connection = secured;
        return true;
    }

    private ValueTask ServeAsync()
    {
        session = SessionFor(connection);
        return session.RunAsync();
    }

    private ISession SessionFor(Connection arrived) =>
        seat.ListenerIn(worker.State.Live!.Snapshot)?.Config.Protocol == ListenerProtocol.Tcp
            ? new TcpSession(worker, arrived, seat)
            : new Http1Connection(worker, arrived, seat);
}
