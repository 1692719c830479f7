using System.Net;
using System.Net.Sockets;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Transport.Sockets;

/// <summary>
/// A UDP socket on a <see cref="SocketLoop"/>. Waiting is a look at the next datagram that leaves it where it is. The framework lets nobody
/// choose the address a datagram leaves from.
/// </summary>
internal sealed class SocketDatagramSocket : DatagramSocket
{
    private readonly SocketLoop loop;
    private readonly Socket socket;
    private readonly IDatagramOwner owner;
    private readonly bool isConnected;
    private readonly SocketAddress from;
    private readonly SocketAsyncEventArgs readiness = new();
    private readonly Action came;
    private bool closed;

    public SocketDatagramSocket(SocketLoop loop, Socket socket, IDatagramOwner owner)
    {
        this.loop = loop;
        this.socket = socket;
        this.owner = owner;
        isConnected = socket.Connected;
        from = new SocketAddress(socket.AddressFamily);
        came = Came;
        readiness.SetBuffer(new byte[1]);
        readiness.RemoteEndPoint = new IPEndPoint(
            socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any,
            0
        );
        readiness.Completed += (_, _) => loop.Post(came);
        Ask();
    }

    public override void Send(ReadOnlySpan<byte> datagram, SocketAddress? to, ClientAddress from = default)
    {
        if (closed)
            return;
        try
        {
            if (to is null)
            {
                socket.Send(datagram, SocketFlags.None, out var error);
                if (error == SocketError.ConnectionRefused)
                    owner.Refused();
            }
            else
            {
                socket.SendTo(datagram, SocketFlags.None, to);
            }
        }
        catch (SocketException)
        {
            // No room, or no way there just now: lost, as datagrams may be.
            return;
        }
    }

    public override void Close()
    {
        if (closed)
            return;
        closed = true;
        socket.Dispose();
    }

    private void Ask()
    {
        if (closed)
            return;

        // The framework leaves in the flags what it found, and without this one the next look would take the datagram.
        readiness.SocketFlags = SocketFlags.Peek;
        var isPending = isConnected ? socket.ReceiveAsync(readiness) : socket.ReceiveFromAsync(readiness);
        if (!isPending)
            loop.Post(came);
    }

    private void Came()
    {
        if (!closed && isConnected && readiness.SocketError == SocketError.ConnectionRefused)
            owner.Refused();
        var buffer = loop.Buffers.RentLarge();
        for (var turn = 0; turn < TurnMax && !closed && socket.Poll(0, SelectMode.SelectRead); turn++)
        {
            if (TryReceive(buffer, out var count))
                owner.Received(buffer.AsSpan(0, count), from, default);
        }

        loop.Buffers.Return(buffer);
        Ask();
    }

    private bool TryReceive(byte[] buffer, out int count)
    {
        count = 0;
        try
        {
            if (!isConnected)
            {
                count = socket.ReceiveFrom(buffer.AsSpan(), SocketFlags.None, from);
                return true;
            }

            count = socket.Receive(buffer.AsSpan(), SocketFlags.None, out var error);
            if (error == SocketError.ConnectionRefused)
                owner.Refused();
            return error == SocketError.Success;
        }
        catch (SocketException)
        {
            // What was there is gone again: another error took its place.
            return false;
        }
    }
}
