namespace Serinus.Routing.Config;

/// <summary>What is spoken on a listener.</summary>
public enum ListenerProtocol
{
    /// <summary>HTTP/1.1 and HTTP/2, with TLS where the listener has <c>tls</c>.</summary>
    Http,

    /// <summary>Any protocol over TCP: bytes are relayed by stream routes.</summary>
    Tcp,

    /// <summary>Any protocol over UDP: datagrams are relayed by stream routes.</summary>
    Udp,
}
