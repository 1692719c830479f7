using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Serinus.Routing.Match;
using static Serinus.Proxy.Transport.Epoll.Native;

namespace Serinus.Proxy.Transport.Epoll;

/// <summary>A UDP socket on an <see cref="EpollLoop"/>.</summary>
internal sealed unsafe class EpollDatagramSocket : DatagramSocket
{
    private readonly EpollLoop loop;
    private readonly Socket socket;
    private readonly IDatagramOwner owner;
    private readonly Source source;
    private readonly SocketAddress from;
    private readonly Action goOn;
    private readonly bool tellsAddress;

    public EpollDatagramSocket(EpollLoop loop, Socket socket, IDatagramOwner owner)
    {
        this.loop = loop;
        this.socket = socket;
        this.owner = owner;
        from = new SocketAddress(socket.AddressFamily);
        goOn = ReceiveAll;
        tellsAddress = PacketMessage.TryAsk(socket);
        source = new Source(this, (int)socket.Handle);
        loop.Add(source, EPOLLIN | EPOLLET);
    }

    public override void Send(ReadOnlySpan<byte> datagram, SocketAddress? to, ClientAddress from = default)
    {
        if (source.Descriptor < 0)
            return;
        if (to is not null && from != default)
        {
            var isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
            PacketMessage.Send(source.Descriptor, datagram, to.Buffer.Span[..to.Size], isIPv6, from);
            return;
        }

        nint sent;
        fixed (byte* bytes = datagram)
        {
            if (to is null)
            {
                sent = send(source.Descriptor, bytes, datagram.Length, MSG_NOSIGNAL);
            }
            else
            {
                fixed (byte* address = to.Buffer.Span)
                    sent = sendto(source.Descriptor, bytes, datagram.Length, MSG_NOSIGNAL, address, to.Size);
            }
        }

        // An earlier datagram's refusal is told to whoever sends next.
        if (sent < 0 && to is null && Marshal.GetLastPInvokeError() == ECONNREFUSED)
            owner.Refused();
    }

    public override void Close()
    {
        if (source.Descriptor < 0)
            return;
        loop.Remove(source);
        source.Forget();
        socket.Dispose();
    }

    private void ReceiveAll()
    {
        var buffer = loop.Buffers.RentLarge();
        for (var turn = 0; source.Descriptor >= 0; turn++)
        {
            if (turn == TurnMax)
            {
                loop.Post(goOn);
                break;
            }

            var count = Receive(buffer, out var length, out var to);
            if (count >= 0)
            {
                if (length > 0 && length <= from.Buffer.Length)
                    from.Size = length;
                owner.Received(buffer.AsSpan(0, (int)count), from, to);
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == ECONNREFUSED)
                owner.Refused();
            else if (error != EINTR)
                break;
        }

        loop.Buffers.Return(buffer);
    }

    private nint Receive(byte[] buffer, out int length, out ClientAddress to)
    {
        if (tellsAddress)
            return PacketMessage.Receive(source.Descriptor, buffer, from.Buffer.Span, out length, out to);
        to = default;
        var known = SocketAddressBytes;
        nint count;
        fixed (byte* bytes = buffer)
        fixed (byte* address = from.Buffer.Span)
            count = recvfrom(source.Descriptor, bytes, buffer.Length, MSG_DONTWAIT, address, &known);
        length = known;
        return count;
    }

    private sealed class Source : EpollSource
    {
        private readonly EpollDatagramSocket owner;

        public Source(EpollDatagramSocket owner, int descriptor)
        {
            this.owner = owner;
            Descriptor = descriptor;
        }

        public override void Ready(uint events) => owner.ReceiveAll();

        public override void LoopEnded() => owner.Close();

        public void Forget() => Descriptor = -1;
    }
}
