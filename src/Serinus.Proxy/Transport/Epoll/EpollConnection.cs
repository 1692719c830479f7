using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Serinus.Routing.Match;
using static Serinus.Proxy.Transport.Epoll.Native;

namespace Serinus.Proxy.Transport.Epoll;

/// <summary>
/// A TCP connection on an <see cref="EpollLoop"/>. It knows from the last event and the last short read whether the socket is
/// readable, so an exchange costs one recv and one send per side and never a read that would block.
/// </summary>
internal sealed unsafe class EpollConnection : Connection, PendingTransfer.IOwner
{
    private const uint Watched = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

    /// <summary>Reads in a row without waiting, after which other connections have their turn.</summary>
    private const int TurnMax = 32;

    /// <summary>The same for a conduit, which takes more at a time.</summary>
    private const int ConduitTurnMax = 4;

    private readonly EpollLoop loop;
    private readonly Source source;
    private readonly PendingTransfer receive;
    private readonly PendingTransfer send;
    private Memory<byte> receiveInto;
    private ReadOnlyMemory<byte> sendFrom;
    private int sent;
    private bool readable;
    private bool hangup;
    private bool connecting;
    private bool receiveYielded;
    private int turn;
    private readonly int peerPort;

    private EpollConnection(EpollLoop loop, int descriptor, IPEndPoint? peer, int localPort)
    {
        this.loop = loop;
        LocalPort = localPort;
        if (peer is not null)
        {
            Peer = ClientAddress.From(peer.Address);
            peerPort = peer.Port;
        }

        source = new Source(this, descriptor);
        receive = new PendingTransfer(this);
        send = new PendingTransfer(this);
    }

    public override Loop Loop => loop;

    public override bool HasPendingInput => HasUnread || (readable && IsReallyReadable());

    public override bool HasInputNow => source.Descriptor < 0 || IsReallyReadable();

    public override bool MayHaveInput => readable || HasUnread || source.Descriptor < 0;

    /// <summary>Takes over an accepted socket; null, with the socket closed, when the kernel has no room to watch it.</summary>
    public static EpollConnection? Accepted(EpollLoop loop, int descriptor, IPEndPoint peer, int localPort)
    {
        var connection = new EpollConnection(loop, descriptor, peer, localPort);
        return connection.Watch() ? connection : null;
    }

    /// <summary>Begins to connect; null when that failed at once.</summary>
    public static EpollConnection? Connect(
        EpollLoop loop,
        IPEndPoint endPoint,
        out bool isConnected,
        out TransferStatus failure
    )
    {
        var descriptor = Dial.Open(loop, endPoint, out isConnected, out failure);
        if (descriptor < 0)
            return null;
        var connection = new EpollConnection(loop, descriptor, endPoint, 0) { connecting = !isConnected };
        return connection.Watch() ? connection : null;
    }

    public ValueTask<Transfer> WaitConnectedAsync(long deadline) => Wait(send, deadline);

    public override ValueTask<Transfer> WaitReadableAsync(long deadline)
    {
        if (HasPendingInput)
            return new ValueTask<Transfer>(Transfer.Done(0));
        if (source.Descriptor < 0)
            return new ValueTask<Transfer>(Transfer.Failed(TransferStatus.Broken));
        turn = 0;
        receiveInto = default;
        return Wait(receive, deadline);
    }

    public override ValueTask<Transfer> ReceiveAsync(Memory<byte> buffer, long deadline)
    {
        if (HasUnread)
            return new ValueTask<Transfer>(TakeUnread(buffer.Span));
        if (readable)
        {
            if (++turn > TurnMax)
            {
                turn = 0;
                receiveInto = buffer;
                receiveYielded = true;
                loop.Yield(this);
                return Wait(receive, deadline);
            }

            if (TryReceive(buffer.Span, out var transfer))
                return new ValueTask<Transfer>(transfer);
        }
        else if (source.Descriptor < 0)
        {
            return new ValueTask<Transfer>(Transfer.Failed(TransferStatus.Broken));
        }

        turn = 0;
        receiveInto = buffer;
        return Wait(receive, deadline);
    }

    public override ValueTask<Transfer> SendAsync(ReadOnlyMemory<byte> bytes, long deadline)
    {
        sent = 0;
        if (TrySend(bytes.Span, out var transfer))
            return new ValueTask<Transfer>(transfer);
        sendFrom = bytes;
        return Wait(send, deadline);
    }

    public override Conduit? OpenConduit(Connection to) =>
        to is EpollConnection other && other.loop == loop && !HasUnread ? SpliceConduit.Open(this, other) : null;

    public override void SetReceiveDeadline(long deadline)
    {
        if (receive.IsWaiting)
            loop.Timers.Set(receive, deadline);
    }

    public override void CancelReceive() => Fail(receive, TransferStatus.Cancelled);

    public override void CancelSend() => Fail(send, TransferStatus.Cancelled);

    public override void ShutdownSend()
    {
        if (source.Descriptor >= 0)
            shutdown(source.Descriptor, SHUT_WR);
    }

    public override void Close(bool reset = false)
    {
        if (source.Descriptor < 0)
            return;
        if (reset)
        {
            // SO_LINGER with time 0: close sends RST and throws away what is unsent.
            var linger = stackalloc int[2] { 1, 0 };
            setsockopt(source.Descriptor, SOL_SOCKET, SO_LINGER, linger, 2 * sizeof(int));
        }

        loop.Remove(source);
        source.Close();
        readable = false;
        Reset = null;
        loop.Timers.Remove(receive);
        loop.Timers.Remove(send);
        Fail(receive, TransferStatus.Broken);
        Fail(send, TransferStatus.Broken);
    }

    void PendingTransfer.IOwner.Expired(PendingTransfer pending) => Fail(pending, TransferStatus.TimedOut);

    /// <summary>The socket; negative when it is closed.</summary>
    internal int Descriptor => source.Descriptor;

    /// <summary>Waits until a socket that took nothing more takes something again.</summary>
    internal ValueTask<Transfer> WaitWritableAsync(long deadline)
    {
        if (source.Descriptor < 0)
            return new ValueTask<Transfer>(Transfer.Failed(TransferStatus.Broken));
        sent = 0;
        sendFrom = default;
        return Wait(send, deadline);
    }

    /// <summary>Lets other connections have their turn from time to time, before a conduit takes more.</summary>
    internal ValueTask<Transfer> TakeTurnAsync(long deadline)
    {
        if (++turn <= ConduitTurnMax)
            return new ValueTask<Transfer>(Transfer.Done(0));
        turn = 0;
        receiveInto = default;
        receiveYielded = true;
        loop.Yield(this);
        return Wait(receive, deadline);
    }

    /// <summary>A conduit found nothing more to take.</summary>
    internal void TakenAll() => readable = false;

    /// <summary>Goes on with a read that gave up its turn.</summary>
    internal void Resume()
    {
        if (!receiveYielded)
            return;
        receiveYielded = false;
        GoOnReceiving();
    }

    private protected override Ends SocketEnds()
    {
        var address = stackalloc byte[SocketAddressBytes];
        var length = SocketAddressBytes;
        if (getsockname(source.Descriptor, address, &length) < 0)
            return new Ends(Peer, peerPort, default, LocalPort);
        var local = EndPointOf(address);
        return new Ends(Peer, peerPort, ClientAddress.From(local.Address), local.Port);
    }

    private bool Watch()
    {
        var one = 1;
        setsockopt(source.Descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(int));
        if (loop.Add(source, Watched))
            return true;
        source.Close();
        return false;
    }

    private ValueTask<Transfer> Wait(PendingTransfer pending, long deadline)
    {
        loop.Timers.Set(pending, deadline);
        return pending.Start();
    }

    private static void Fail(PendingTransfer pending, TransferStatus status)
    {
        if (pending.IsWaiting)
            pending.Complete(Transfer.Failed(status));
    }

    private void Ready(uint events)
    {
        if (connecting)
        {
            // A peer that speaks first, or leaves at once, may do so in the same event.
            readable |= (events & (EPOLLIN | EPOLLRDHUP)) != 0;
            hangup |= (events & EPOLLRDHUP) != 0;
            FinishConnecting();
            return;
        }

        if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
        {
            readable = true;
            // After a FIN there may be no further edge: keep reading until the kernel returns 0.
            hangup |= (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
            if (receive.IsWaiting && !receiveYielded)
                GoOnReceiving();
        }

        if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0 && send.IsWaiting)
        {
            if (TrySend(sendFrom.Span, out var transfer))
                send.Complete(transfer);
        }

        if ((events & (EPOLLHUP | EPOLLERR)) != 0 && !receive.IsWaiting && !send.IsWaiting)
            Reset?.Invoke();
    }

    private void GoOnReceiving()
    {
        if (!receive.IsWaiting)
            return;
        if (receiveInto.IsEmpty)
            receive.Complete(Transfer.Done(0));
        else if (TryReceive(receiveInto.Span, out var transfer))
            receive.Complete(transfer);
    }

    private void FinishConnecting()
    {
        connecting = false;
        var error = 0;
        var length = sizeof(int);
        if (getsockopt(source.Descriptor, SOL_SOCKET, SO_ERROR, &error, &length) < 0 || error != 0)
            Fail(send, TransferStatus.Broken);
        else if (send.IsWaiting)
            send.Complete(Transfer.Done(0));
    }

    /// <summary>After a read that filled its buffer nobody knows whether more is there: ask, without taking it.</summary>
    private bool IsReallyReadable()
    {
        byte peeked;
        if (hangup || recv(source.Descriptor, &peeked, 1, MSG_PEEK | MSG_DONTWAIT) >= 0)
            return true;
        return readable = Marshal.GetLastPInvokeError() is not (EAGAIN or EINTR);
    }

    /// <summary>False when it would block.</summary>
    private bool TryReceive(Span<byte> into, out Transfer transfer)
    {
        while (true)
        {
            nint count;
            fixed (byte* bytes = into)
                count = recv(source.Descriptor, bytes, into.Length, 0);
            if (count > 0)
            {
                // A short read means the socket is empty (epoll(7)): the next bytes come with an edge of their own.
                if (count < into.Length && !hangup)
                    readable = false;
                transfer = Transfer.Done((int)count);
                return true;
            }

            if (count == 0)
            {
                transfer = Transfer.Failed(TransferStatus.End);
                return true;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == EINTR)
                continue;
            if (error == EAGAIN)
            {
                readable = false;
                transfer = default;
                return false;
            }

            transfer = Transfer.Failed(TransferStatus.Broken);
            return true;
        }
    }

    /// <summary>False when it would block before all is sent.</summary>
    private bool TrySend(ReadOnlySpan<byte> bytes, out Transfer transfer)
    {
        while (sent < bytes.Length)
        {
            nint count;
            fixed (byte* from = bytes)
                count = Native.send(source.Descriptor, from + sent, bytes.Length - sent, MSG_NOSIGNAL);
            if (count >= 0)
            {
                sent += (int)count;
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == EINTR)
                continue;
            if (error == EAGAIN)
            {
                transfer = default;
                return false;
            }

            transfer = Transfer.Failed(TransferStatus.Broken);
            return true;
        }

        transfer = Transfer.Done(bytes.Length);
        return true;
    }

    private sealed class Source : EpollSource
    {
        private readonly EpollConnection connection;

        public Source(EpollConnection connection, int descriptor)
        {
            this.connection = connection;
            Descriptor = descriptor;
        }

        public override void Ready(uint events) => connection.Ready(events);

        public override void LoopEnded() => connection.Close(reset: true);

        public void Close()
        {
            close(Descriptor);
            Descriptor = -1;
        }
    }
}
