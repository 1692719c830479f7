using Serinus.Routing.Match;

namespace Serinus.Proxy.Transport;

/// <summary>Who speaks with whom: the two addresses of a connection, or of a client's datagrams.</summary>
/// <param name="Source">Address of the client.</param>
/// <param name="SourcePort">Port of the client.</param>
/// <param name="Destination">Address the client has connected to.</param>
/// <param name="DestinationPort">Port the client has connected to.</param>
public readonly record struct Ends(
    ClientAddress Source,
    int SourcePort,
    ClientAddress Destination,
    int DestinationPort
);
