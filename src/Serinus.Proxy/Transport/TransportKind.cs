namespace Serinus.Proxy.Transport;

/// <summary>The two sides of the transport seam.</summary>
public enum TransportKind
{
    /// <summary>Own epoll loops; Linux only.</summary>
    Epoll,

    /// <summary><see cref="System.Net.Sockets.Socket"/>; everywhere.</summary>
    Sockets,
}
