namespace Serinus.Routing.Compile;

/// <summary>What a route does with the endpoints of a service, which their addresses must allow.</summary>
internal enum EndpointUse
{
    /// <summary>Sends HTTP requests.</summary>
    Http,

    /// <summary>Relays bytes over TCP.</summary>
    Tcp,

    /// <summary>Relays datagrams.</summary>
    Udp,
}
