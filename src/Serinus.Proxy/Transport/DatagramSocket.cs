using System.Net;
using System.Net.Sockets;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Transport;

/// <summary>A UDP socket on one loop: every call is made on the loop's thread, and its owner is called there.</summary>
internal abstract class DatagramSocket
{
    /// <summary>Datagrams in a row, after which others have their turn.</summary>
    protected const int TurnMax = 64;

    /// <summary>Sends a datagram, which is lost when it finds no room, as datagrams may be.</summary>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="to">Where to; null for the peer of a connected socket.</param>
    /// <param name="from">The address of this machine it leaves from, where the system lets it be chosen.</param>
    public abstract void Send(ReadOnlySpan<byte> datagram, SocketAddress? to, ClientAddress from = default);

    public abstract void Close();

    /// <summary>A socket that talks to one address. Throws <see cref="SocketException"/> when there is no way to it.</summary>
    public static Socket Connected(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (Descriptors.IsKept(socket.Handle))
                throw new SocketException((int)SocketError.TooManyOpenSockets);
            socket.Blocking = false;
            socket.Connect(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
