using System.Net;

namespace Serinus.Proxy.Transport;

/// <summary>Who gets what comes in on a <see cref="DatagramSocket"/>. On the loop's thread.</summary>
internal interface IDatagramOwner
{
    /// <summary>A datagram came. Both arguments are the socket's own and hold for the time of the call.</summary>
    void Received(ReadOnlySpan<byte> datagram, SocketAddress from);

    /// <summary>The peer of a connected socket refuses datagrams.</summary>
    void Refused();
}
