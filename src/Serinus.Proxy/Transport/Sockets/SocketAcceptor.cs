using System.Net.Sockets;

namespace Serinus.Proxy.Transport.Sockets;

/// <summary>Accepts on one listening socket. The sockets side shares one among all loops, handed out in turn by the kernel.</summary>
internal sealed class SocketAcceptor : LoopTimer, IAcceptor
{
    /// <summary>How long to let connections wait when the process or the system has no descriptor left for them.</summary>
    private const int ShortageMilliseconds = 100;

    private readonly SocketLoop loop;
    private readonly ListenSocket socket;
    private readonly Action<Connection> accept;
    private readonly Action accepted;
    private readonly SocketAsyncEventArgs accepting = new();
    private bool asked;
    private bool paused;
    private bool waiting;
    private bool closed;

    public SocketAcceptor(SocketLoop loop, ListenSocket socket, Action<Connection> accept)
    {
        this.loop = loop;
        this.socket = socket;
        this.accept = accept;
        accepted = Accepted;
        accepting.Completed += (_, _) => loop.Post(accepted);
        Ask();
    }

    public void Pause() => paused = true;

    public void Resume()
    {
        paused = false;
        Ask();
    }

    public void Close()
    {
        closed = true;
        loop.Timers.Remove(this);
        socket.Dispose();
    }

    protected internal override void Expired()
    {
        waiting = false;
        if (Descriptors.HasRoomForClients())
            Ask();
        else
            WaitForDescriptors();
    }

    private void WaitForDescriptors()
    {
        if (closed)
            return;
        waiting = true;
        loop.NoDescriptorForClients();
        loop.Timers.Set(this, loop.Now + ShortageMilliseconds);
    }

    private void Ask()
    {
        if (asked || paused || waiting || closed)
            return;
        accepting.AcceptSocket = null;
        try
        {
            asked = true;
            if (!socket.Socket.AcceptAsync(accepting))
                loop.Post(accepted);
        }
        catch (ObjectDisposedException)
        {
            // The socket is every loop's, and another one has closed it already.
            asked = false;
        }
    }

    private void Accepted()
    {
        asked = false;
        if (accepting.SocketError == SocketError.Success && accepting.AcceptSocket is { } client)
        {
            var isLast = Descriptors.IsLastForClients(client.Handle);
            if (closed)
                client.Dispose();
            else
                Take(client);
            if (isLast)
                WaitForDescriptors();
        }
        else if (accepting.SocketError == SocketError.TooManyOpenSockets)
        {
            WaitForDescriptors();
        }

        Ask();
    }

    private void Take(Socket client)
    {
        try
        {
            accept(SocketConnection.Accepted(loop, client, socket.Port));
        }
        catch (SocketException)
        {
            // The client left between the kernel's accept and ours.
            client.Dispose();
        }
    }
}
