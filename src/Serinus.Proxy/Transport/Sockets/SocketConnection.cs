using System.Net;
using System.Net.Sockets;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Transport.Sockets;

/// <summary>
/// A TCP connection on a <see cref="SocketLoop"/>. Waiting for input is a read of zero bytes, so no buffer is held by the system
/// and a wait can be called off at any time; reading and writing are then done on the loop's thread without blocking.
/// </summary>
internal sealed class SocketConnection : Connection, PendingTransfer.IOwner
{
    /// <summary>Reads in a row without waiting, after which other connections have their turn.</summary>
    private const int TurnMax = 32;

    private readonly SocketLoop loop;
    private readonly Socket socket;
    private readonly PendingTransfer receive;
    private readonly PendingTransfer send;
    private readonly SocketAsyncEventArgs readiness = new();
    private readonly SocketAsyncEventArgs writing = new();
    private readonly Action readinessCame;
    private readonly Action writingCame;
    private Memory<byte> receiveInto;
    private int sendLength;
    private bool readinessAsked;
    private bool readable;
    private bool closed;

    /// <summary>The system has told of an error once, and will not tell again.</summary>
    private bool isBroken;

    /// <summary>A write was called off while the system still has its buffer: what it will send is not known, so nothing may follow.</summary>
    private bool isWritingAbandoned;
    private int turn;

    private SocketConnection(SocketLoop loop, Socket socket, IPEndPoint? peer, int localPort)
    {
        this.loop = loop;
        this.socket = socket;
        LocalPort = localPort;
        if (peer is not null)
            Peer = ClientAddress.From(peer.Address);

        receive = new PendingTransfer(this);
        send = new PendingTransfer(this);
        readinessCame = ReadinessCame;
        writingCame = WritingCame;
        readiness.SetBuffer(Memory<byte>.Empty);
        readiness.Completed += (_, _) => loop.Post(readinessCame);
        writing.Completed += (_, _) => loop.Post(writingCame);
        socket.NoDelay = true;
        socket.Blocking = false;
        loop.Opened(this);
    }

    public override Loop Loop => loop;

    public override bool HasPendingInput => closed || HasUnread || Poll();

    public override bool HasInputNow => HasPendingInput;

    public override bool MayHaveInput => readable || HasUnread || closed;

    public static SocketConnection Accepted(SocketLoop loop, Socket socket, int localPort) =>
        new(loop, socket, (IPEndPoint)socket.RemoteEndPoint!, localPort);

    /// <summary>Begins to connect; null when that failed at once.</summary>
    public static SocketConnection? Connect(
        SocketLoop loop,
        IPEndPoint endPoint,
        long deadline,
        out ValueTask<Transfer> connecting
    )
    {
        connecting = default;
        SocketConnection? connection = null;
        try
        {
            var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (Descriptors.IsKept(socket.Handle))
            {
                socket.Dispose();
                throw new SocketException((int)SocketError.TooManyOpenSockets);
            }

            connection = new SocketConnection(loop, socket, endPoint, 0);
            connection.writing.RemoteEndPoint = endPoint;
            connecting = connection.Wait(connection.send, deadline);
            if (!socket.ConnectAsync(connection.writing))
                loop.Post(connection.writingCame);
            return connection;
        }
        catch (SocketException problem)
        {
            loop.Shortage($"cannot open a socket towards {endPoint}: {problem.Message}");
            connection?.Close();
            return null;
        }
    }

    public override ValueTask<Transfer> WaitReadableAsync(long deadline)
    {
        if (closed || HasUnread || (readable && Poll()))
            return new ValueTask<Transfer>(closed ? Transfer.Failed(TransferStatus.Broken) : Transfer.Done(0));
        receiveInto = default;
        return WaitForReadiness(deadline);
    }

    public override ValueTask<Transfer> ReceiveAsync(Memory<byte> buffer, long deadline)
    {
        if (closed)
            return new ValueTask<Transfer>(Transfer.Failed(TransferStatus.Broken));
        if (HasUnread)
            return new ValueTask<Transfer>(TakeUnread(buffer.Span));
        if (readable && ++turn <= TurnMax && TryReceive(buffer.Span, out var transfer))
            return new ValueTask<Transfer>(transfer);
        turn = 0;
        receiveInto = buffer;
        return WaitForReadiness(deadline);
    }

    public override ValueTask<Transfer> SendAsync(ReadOnlyMemory<byte> bytes, long deadline)
    {
        if (closed || isWritingAbandoned)
            return new ValueTask<Transfer>(Transfer.Failed(TransferStatus.Broken));
        var sent = 0;
        while (sent < bytes.Length)
        {
            var count = socket.Send(bytes.Span[sent..], SocketFlags.None, out var error);
            if (error == SocketError.Success)
                sent += count;
            else if (error is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
                break;
            else
                return new ValueTask<Transfer>(Transfer.Failed(TransferStatus.Broken));
        }

        if (sent == bytes.Length)
            return new ValueTask<Transfer>(Transfer.Done(sent));
        sendLength = bytes.Length;
        writing.SetBuffer(System.Runtime.InteropServices.MemoryMarshal.AsMemory(bytes[sent..]));
        var waiting = Wait(send, deadline);
        if (!socket.SendAsync(writing))
            loop.Post(writingCame);
        return waiting;
    }

    public override void SetReceiveDeadline(long deadline)
    {
        if (receive.IsWaiting)
            loop.Timers.Set(receive, deadline);
    }

    public override void CancelReceive() => Fail(receive, TransferStatus.Cancelled);

    public override void CancelSend()
    {
        isWritingAbandoned |= send.IsWaiting;
        Fail(send, TransferStatus.Cancelled);
    }

    public override void ShutdownSend()
    {
        try
        {
            if (!closed)
                socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer is gone already, which is all that telling it would have led to.
            readable = true;
        }
    }

    public override void Close(bool reset = false)
    {
        if (closed)
            return;
        closed = true;
        loop.Closed(this);
        End(reset);
        socket.Dispose();
        Reset = null;
        loop.Timers.Remove(receive);
        loop.Timers.Remove(send);
        Fail(receive, TransferStatus.Broken);
        Fail(send, TransferStatus.Broken);
    }

    void PendingTransfer.IOwner.Expired(PendingTransfer pending)
    {
        isWritingAbandoned |= pending == send;
        Fail(pending, TransferStatus.TimedOut);
    }

    private ValueTask<Transfer> WaitForReadiness(long deadline)
    {
        var waiting = Wait(receive, deadline);
        AskForReadiness();
        return waiting;
    }

    private ValueTask<Transfer> Wait(PendingTransfer pending, long deadline)
    {
        loop.Timers.Set(pending, deadline);
        return pending.Start();
    }

    private void AskForReadiness()
    {
        if (readinessAsked)
            return;
        readinessAsked = true;
        if (!socket.ReceiveAsync(readiness))
            loop.Post(readinessCame);
    }

    private void ReadinessCame()
    {
        readinessAsked = false;
        if (closed)
            return;
        readable = true;
        isBroken |= readiness.SocketError != SocketError.Success;
        if (!receive.IsWaiting)
        {
            WatchForReset();
            return;
        }

        if (receiveInto.IsEmpty)
            receive.Complete(Transfer.Done(0));
        else if (TryReceive(receiveInto.Span, out var transfer))
            receive.Complete(transfer);
        else
            AskForReadiness();
    }

    private void WritingCame()
    {
        if (!send.IsWaiting)
            return;
        send.Complete(
            writing.SocketError == SocketError.Success
                ? Transfer.Done(sendLength)
                : Transfer.Failed(TransferStatus.Broken)
        );
    }

    /// <summary>False when it would block.</summary>
    private bool TryReceive(Span<byte> into, out Transfer transfer)
    {
        var error = SocketError.ConnectionReset;
        var count = isBroken ? 0 : socket.Receive(into, SocketFlags.None, out error);
        if (error == SocketError.WouldBlock)
        {
            readable = false;
            transfer = default;
            return false;
        }

        if (error != SocketError.Success)
        {
            transfer = Transfer.Failed(TransferStatus.Broken);
            return true;
        }

        if (count < into.Length && count > 0)
        {
            readable = false;
            if (Reset is not null)
                AskForReadiness();
        }

        transfer = count == 0 ? Transfer.Failed(TransferStatus.End) : Transfer.Done(count);
        return true;
    }

    /// <summary>The peer did something while nobody reads: if it has reset the connection, its owner is told.</summary>
    private void WatchForReset()
    {
        Span<byte> peeked = stackalloc byte[1];
        var error = SocketError.ConnectionReset;
        if (!isBroken)
            socket.Receive(peeked, SocketFlags.Peek, out error);
        isBroken = error is not (SocketError.Success or SocketError.WouldBlock);
        if (isBroken)
            Reset?.Invoke();
    }

    /// <summary>Says goodbye as asked, before the framework closes the socket in a way of its own while a wait is under way.</summary>
    private void End(bool reset)
    {
        try
        {
            if (reset)
                socket.LingerState = new LingerOption(true, 0);
            else
                socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The peer was quicker: there is nobody left to say goodbye to.
            readable = true;
        }
    }

    private bool Poll()
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private protected override Ends SocketEnds()
    {
        try
        {
            return socket is { LocalEndPoint: IPEndPoint local, RemoteEndPoint: IPEndPoint remote }
                ? new Ends(Peer, remote.Port, ClientAddress.From(local.Address), local.Port)
                : new Ends(Peer, 0, default, LocalPort);
        }
        catch (SocketException)
        {
            // The peer has gone, and with it what the system knew of it.
            return new Ends(Peer, 0, default, LocalPort);
        }
    }

    private static void Fail(PendingTransfer pending, TransferStatus status)
    {
        if (pending.IsWaiting)
            pending.Complete(Transfer.Failed(status));
    }
}
