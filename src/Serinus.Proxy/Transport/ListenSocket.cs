using System.Net;
using System.Net.Sockets;

namespace Serinus.Proxy.Transport;

/// <summary>A listening socket, one of several on the same port where the system can share it among loops.</summary>
internal sealed class ListenSocket : IDisposable
{
    private const int Backlog = 4096;

    private ListenSocket(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    public int Descriptor => (int)Socket.Handle;

    public int Port => ((IPEndPoint)Socket.LocalEndPoint!).Port;

    /// <summary>
    /// Opens sockets on an address. Throws <see cref="SocketException"/> when the address cannot be had, also when another process
    /// shares its port with everybody: two edges must not split one port's clients by accident.
    /// </summary>
    public static ListenSocket[] Open(IPEndPoint endPoint, int count, bool isUdp = false)
    {
        // ":8000" is written as the IPv6 wildcard, which serves both families; a system without IPv6 has the other one.
        if (endPoint.Address.Equals(IPAddress.IPv6Any) && !Socket.OSSupportsIPv6)
            endPoint = new IPEndPoint(IPAddress.Any, endPoint.Port);
        if (endPoint.Port != 0 && count > 1)
            Bind(endPoint, shared: false, isUdp).Dispose();
        var sockets = new ListenSocket[count];
        for (var i = 0; i < count; i++)
        {
            try
            {
                sockets[i] = new ListenSocket(Bind(endPoint, shared: count > 1, isUdp));
                if (!isUdp)
                    sockets[i].Socket.Listen(Backlog);
                endPoint = new IPEndPoint(endPoint.Address, sockets[i].Port);
            }
            catch
            {
                for (var j = 0; j < i; j++)
                    sockets[j].Dispose();
                throw;
            }
        }

        return sockets;
    }

    public void Dispose() => Socket.Dispose();

    private static Socket Bind(IPEndPoint endPoint, bool shared, bool isUdp)
    {
        const int SolSocket = 1;
        const int SoReuseAddress = 2;
        const int SoReusePort = 15;
        var socket = isUdp
            ? new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
            : new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = endPoint.Address.Equals(IPAddress.IPv6Any);
            if (OperatingSystem.IsLinux())
            {
                // SO_REUSEADDR: bind again at once after a restart, while old connections are in TIME_WAIT. To UDP it would mean that anybody may share the port.
                if (!isUdp)
                    socket.SetRawSocketOption(SolSocket, SoReuseAddress, BitConverter.GetBytes(1));
                if (shared)
                    socket.SetRawSocketOption(SolSocket, SoReusePort, BitConverter.GetBytes(1));
            }

            socket.Blocking = false;
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
