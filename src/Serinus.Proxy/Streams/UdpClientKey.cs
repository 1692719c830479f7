using System.Net;
using Serinus.Routing.Match;

namespace Serinus.Proxy.Streams;

/// <summary>What makes a UDP client one: who sends, and to which address of this machine.</summary>
/// <param name="Client">Address and port of the client.</param>
/// <param name="Local">The address he sends to; none where the listener has but one, or the system does not tell.</param>
internal readonly record struct UdpClientKey(SocketAddress Client, ClientAddress Local);
