using System.Net;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Transport;

/// <summary>Who gets what comes in on a <see cref="DatagramSocket"/>. On the loop's thread.</summary>
internal interface IDatagramOwner
{
    /// <summary>A datagram came.</summary>
    /// <param name="datagram">Its bytes, which are the socket's own and hold for the time of the call.</param>
    /// <param name="from">Who sent it; the socket's own too.</param>
    /// <param name="to">The address of this machine it was sent to; none when the socket has one address, or the system does not tell.</param>
    void Received(ReadOnlySpan<byte> datagram, SocketAddress from, ClientAddress to);

    /// <summary>The peer of a connected socket refuses datagrams.</summary>
    void Refused();
}
