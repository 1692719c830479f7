namespace Serinus.Proxy.Upstreams;

/// <summary>Idle connections of one endpoint on one loop.</summary>
internal sealed class ConnectionPool { }
