using System.Net.Sockets;
using System.Runtime.InteropServices;
using static Serinus.Proxy.Transport.Epoll.Native;

namespace Serinus.Proxy.Transport.Epoll;

/// <summary>Accepts on one listening socket. Each loop has a socket of its own on the same port (SO_REUSEPORT), so loops never meet here.</summary>
internal sealed unsafe class EpollAcceptor : EpollSource, IAcceptor
{
    /// <summary>How long to let connections wait when the process or the system has no descriptor left for them.</summary>
    private const int ShortageMilliseconds = 100;

    private readonly EpollLoop loop;
    private readonly ListenSocket socket;
    private readonly Action<Connection> accept;
    private readonly Retry retry;
    private bool paused;
    private bool waiting;

    public EpollAcceptor(EpollLoop loop, ListenSocket socket, Action<Connection> accept)
    {
        this.loop = loop;
        this.socket = socket;
        this.accept = accept;
        retry = new Retry(this);
        Descriptor = socket.Descriptor;
        loop.Add(this, EPOLLIN | EPOLLET);
    }

    public override void Ready(uint events) => AcceptAll();

    public void Pause() => paused = true;

    public void Resume()
    {
        if (!paused)
            return;
        paused = false;
        AcceptAll();
    }

    public void Close()
    {
        if (Descriptor < 0)
            return;
        // What the kernel has accepted for us is ours to serve: closing the socket would reset it.
        (paused, waiting) = (false, false);
        AcceptAll();
        LoopEnded();
    }

    public override void LoopEnded()
    {
        if (Descriptor < 0)
            return;
        loop.Timers.Remove(retry);
        loop.Remove(this);
        Descriptor = -1;
        socket.Dispose();
    }

    private void AcceptAll()
    {
        var address = stackalloc byte[SocketAddressBytes];
        while (!paused && !waiting && Descriptor >= 0)
        {
            var length = SocketAddressBytes;
            var descriptor = accept4(Descriptor, address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (descriptor >= 0)
            {
                if (EpollConnection.Accepted(loop, descriptor, EndPointOf(address), socket.Port) is { } connection)
                    accept(connection);
                if (Descriptors.IsLastForClients(descriptor))
                    WaitForDescriptors();
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case EINTR or ECONNABORTED:
                    continue;
                case EAGAIN:
                    return;
                case EMFILE or ENFILE or ENOBUFS or ENOMEM:
                    WaitForDescriptors();
                    return;
                default:
                    // accept(2) passes on network errors of a connection that is gone; the next may be good, and no edge would tell.
                    loop.Timers.Set(retry, loop.Now + ShortageMilliseconds);
                    return;
            }
        }
    }

    private void WaitForDescriptors()
    {
        waiting = true;
        loop.NoDescriptorForClients();
        loop.Timers.Set(retry, loop.Now + ShortageMilliseconds);
    }

    private void LookAgain()
    {
        waiting = false;
        if (Descriptors.HasRoomForClients())
            AcceptAll();
        else
            WaitForDescriptors();
    }

    private sealed class Retry(EpollAcceptor acceptor) : LoopTimer
    {
        protected internal override void Expired() => acceptor.LookAgain();
    }
}
