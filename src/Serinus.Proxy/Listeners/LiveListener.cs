using System.Net;
using Serinus.Proxy.Http2;
using Serinus.Proxy.Pipeline;
using Serinus.Proxy.Transport;
using Serinus.Routing;

namespace Serinus.Proxy.Listeners;

/// <summary>An open listener on one loop: accepts, counts, and keeps the list of its connections.</summary>
internal sealed class LiveListener(Worker worker, ListenerSeat seat, Http2Host http2) : ILiveListener
{
    /// <summary>How soon to look again whether clients have left room for more.</summary>
    private const int FullMilliseconds = 20;

    private IAcceptor? acceptor;
    private ClientConnection? first;
    private Resumption? resumption;

    private int ConnectionsMax =>
        worker.State.Live!.Snapshot.Edge.Limits.ConnectionsMax is var max and > 0 ? max : int.MaxValue;

    /// <summary>Takes another name; port and connections stay.</summary>
    public void Rename(string name) => seat.Rename(name);

    public void Open(ListenSocket socket)
    {
        resumption = new Resumption(this);
        acceptor = worker.Loop.Accept(socket, Accept);
    }

    /// <summary>Accepts no more.</summary>
    public void Close()
    {
        acceptor?.Close();
        acceptor = null;
        seat.IsClosing = true;
        if (resumption is not null)
            worker.Loop.Timers.Remove(resumption);
    }

    /// <summary>Ends connections that wait for a request.</summary>
    public void CloseIdle() => ForEach(connection => connection.CloseIfIdle());

    /// <summary>Ends all connections at once; how many carried an exchange.</summary>
    public int CutAll()
    {
        var serving = 0;
        ForEach(connection =>
        {
            if (connection.IsServing)
                serving++;
            connection.Cut();
        });
        return serving;
    }

    private void Accept(Connection connection)
    {
        if (worker.State.Opened() >= ConnectionsMax)
        {
            // As many as are allowed: further ones wait in the kernel. Each loop may be one over before it sees the count.
            acceptor?.Pause();
            worker.Loop.Set(resumption!, worker.Loop.Now + FullMilliseconds);
        }

        worker.Telemetry.ConnectionOpened();
        var client = new ClientConnection(worker, connection, seat, http2);
        Link(client);
        _ = RunAsync(client);
    }

    private void AcceptAgain()
    {
        if (worker.State.Connections < ConnectionsMax)
            acceptor?.Resume();
        else
            worker.Loop.Set(resumption!, worker.Loop.Now + FullMilliseconds);
    }

    private async Task RunAsync(ClientConnection client)
    {
        try
        {
            await client.RunAsync();
        }
        catch (Exception bug)
        {
            // Nothing that a peer does may end here. One connection is lost, the loop and all others go on.
            worker.Loop.Complain?.Invoke(
                $"a connection was closed by a fault of the edge itself, please report it: {bug}"
            );
        }

        Unlink(client);
        worker.State.Closed();
        worker.Telemetry.ConnectionClosed();
    }

    private void ForEach(Action<ClientConnection> action)
    {
        for (var connection = first; connection is not null; )
        {
            var next = connection.Next;
            action(connection);
            connection = next;
        }
    }

    private void Link(ClientConnection client)
    {
        client.Next = first;
        if (first is not null)
            first.Previous = client;
        first = client;
    }

    private void Unlink(ClientConnection client)
    {
        if (client.Previous is { } previous)
            previous.Next = client.Next;
        else
            first = client.Next;
        if (client.Next is { } next)
            next.Previous = client.Previous;
    }

    private sealed class Resumption(LiveListener listener) : LoopTimer
    {
        protected internal override void Expired() => listener.AcceptAgain();
    }
}
