using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Serinus.Routing.Match;
using static Serinus.Proxy.Transport.Epoll.Native;

namespace Serinus.Proxy.Transport.Epoll;

/// <summary>
/// Datagrams with the address of this machine they were sent to (ip(7), ipv6(7)), for a socket that is bound to none: without it answers leave
/// from the address the system likes best, which is not the one the client expects them from.
/// </summary>
internal static unsafe class PacketMessage
{
    private const int ControlBytes = 128;

    // Of struct in_pktinfo: interface, local address, address in the packet.
    private const int InterfaceBytes = 4;
    private const int IPv4InfoBytes = 12;

    // Of struct in6_pktinfo: address, interface.
    private const int IPv6AddressBytes = 16;
    private const int IPv6InfoBytes = 20;

    /// <summary>What stands before the data of a control message: its length, then level and kind.</summary>
    private static readonly int HeadBytes = sizeof(nint) + 2 * sizeof(int);

    /// <summary>Asks for the addresses of datagrams; false when the socket's own is known, or the system cannot tell.</summary>
    public static bool TryAsk(Socket socket)
    {
        if (socket.LocalEndPoint is not System.Net.IPEndPoint bound || socket.Connected)
            return false;
        if (!bound.Address.Equals(System.Net.IPAddress.Any) && !bound.Address.Equals(System.Net.IPAddress.IPv6Any))
            return false;
        var yes = 1;
        var isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        return setsockopt(
                (int)socket.Handle,
                isIPv6 ? IPPROTO_IPV6 : IPPROTO_IP,
                isIPv6 ? IPV6_RECVPKTINFO : IP_PKTINFO,
                &yes,
                sizeof(int)
            ) == 0;
    }

    /// <summary>Receives a datagram as recvfrom(2) does, and the address it was sent to; none where that is no address to answer from.</summary>
    public static nint Receive(
        int descriptor,
        Span<byte> buffer,
        Span<byte> from,
        out int fromLength,
        out ClientAddress to
    )
    {
        to = default;
        var control = stackalloc byte[ControlBytes];
        fixed (byte* bytes = buffer)
        fixed (byte* name = from)
        {
            var vector = new Vector { Base = bytes, Length = buffer.Length };
            var message = new Message
            {
                Name = name,
                NameLength = from.Length,
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = ControlBytes,
            };
            var count = recvmsg(descriptor, &message, MSG_DONTWAIT);
            fromLength = message.NameLength;
            if (count >= 0)
                to = Read(new ReadOnlySpan<byte>(control, (int)message.ControlLength));
            return count;
        }
    }

    /// <summary>Sends a datagram as sendto(2) does, from an address of this machine.</summary>
    public static nint Send(
        int descriptor,
        ReadOnlySpan<byte> datagram,
        ReadOnlySpan<byte> to,
        bool isIPv6,
        ClientAddress from
    )
    {
        var control = stackalloc byte[ControlBytes];
        var length = Write(new Span<byte>(control, ControlBytes), isIPv6, from);
        fixed (byte* bytes = datagram)
        fixed (byte* name = to)
        {
            var vector = new Vector { Base = bytes, Length = datagram.Length };
            var message = new Message
            {
                Name = name,
                NameLength = to.Length,
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = length,
            };
            return sendmsg(descriptor, &message, MSG_NOSIGNAL);
        }
    }

    /// <summary>Reads the one control message that was asked for.</summary>
    internal static ClientAddress Read(ReadOnlySpan<byte> control)
    {
        if (control.Length < HeadBytes)
            return default;
        var level = MemoryMarshal.Read<int>(control[sizeof(nint)..]);
        var kind = MemoryMarshal.Read<int>(control[(sizeof(nint) + sizeof(int))..]);
        var info = control[HeadBytes..];
        if (level == IPPROTO_IP && kind == IP_PKTINFO && info.Length >= IPv4InfoBytes)
            return ClientAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(info[InterfaceBytes..]));
        if (level != IPPROTO_IPV6 || kind != IPV6_PKTINFO || info.Length < IPv6InfoBytes)
            return default;

        // What was sent to a group cannot be answered from it (RFC 4291 §2.7).
        return info[0] == 0xFF ? default : new ClientAddress(BinaryPrimitives.ReadUInt128BigEndian(info));
    }

    /// <summary>Writes one, with no interface: the way to the client is the system's affair.</summary>
    internal static int Write(Span<byte> control, bool isIPv6, ClientAddress from)
    {
        control.Clear();
        var length = HeadBytes + (isIPv6 ? IPv6InfoBytes : IPv4InfoBytes);
        MemoryMarshal.Write(control, (nint)length);
        MemoryMarshal.Write(control[sizeof(nint)..], isIPv6 ? IPPROTO_IPV6 : IPPROTO_IP);
        MemoryMarshal.Write(control[(sizeof(nint) + sizeof(int))..], isIPv6 ? IPV6_PKTINFO : IP_PKTINFO);
        if (isIPv6)
            BinaryPrimitives.WriteUInt128BigEndian(control.Slice(HeadBytes, IPv6AddressBytes), from.Bits);
        else
            BinaryPrimitives.WriteUInt32BigEndian(control[(HeadBytes + InterfaceBytes)..], (uint)from.Bits);
        return (length + sizeof(nint) - 1) & -sizeof(nint);
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Vector
    {
        public byte* Base;
        public nint Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Message
    {
        public byte* Name;
        public int NameLength;
        public Vector* Vectors;
        public nint VectorCount;
        public byte* Control;
        public nint ControlLength;
        public int Flags;
    }
}
