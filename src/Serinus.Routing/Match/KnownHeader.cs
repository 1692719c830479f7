namespace Serinus.Routing.Match;

/// <summary>Header fields the edge itself reads or writes.</summary>
public enum KnownHeader : byte
{
    /// <summary>Any field not listed here.</summary>
    Other,

    /// <summary>RFC 9110 §7.2.</summary>
    Host,

    /// <summary>RFC 9110 §7.6.1.</summary>
    Connection,

    /// <summary>RFC 9110 §8.6.</summary>
    ContentLength,

    /// <summary>RFC 9112 §6.1.</summary>
    TransferEncoding,

    /// <summary>RFC 9110 §7.8.</summary>
    Upgrade,

    /// <summary>RFC 9110 §10.1.1.</summary>
    Expect,

    /// <summary>RFC 6265 §5.4.</summary>
    Cookie,

    /// <summary>RFC 6265 §4.1.</summary>
    SetCookie,

    /// <summary>Hop-by-hop by custom (RFC 9110 §7.6.1).</summary>
    KeepAlive,

    /// <summary>Hop-by-hop by custom (RFC 9110 §7.6.1).</summary>
    ProxyConnection,

    /// <summary>RFC 9110 §11.7.2; meant for this hop.</summary>
    ProxyAuthorization,

    /// <summary>RFC 9110 §11.7.1; meant for this hop.</summary>
    ProxyAuthenticate,

    /// <summary>RFC 9110 §10.1.4.</summary>
    Te,

    /// <summary>RFC 9110 §6.6.2.</summary>
    Trailer,

    /// <summary>Not a field of HTTP; CGI programs read it as HTTP_PROXY.</summary>
    Proxy,

    /// <summary>RFC 7540 §3.2.1, obsolete with RFC 9113.</summary>
    Http2Settings,

    /// <summary>RFC 7239.</summary>
    Forwarded,

    /// <summary>By custom: addresses the request came through.</summary>
    XForwardedFor,

    /// <summary>By custom: scheme the client used.</summary>
    XForwardedProto,

    /// <summary>By custom: host the client asked.</summary>
    XForwardedHost,

    /// <summary>By custom: port the client connected to.</summary>
    XForwardedPort,

    /// <summary>Any other name that begins with X-Forwarded-: only trusted peers may send it.</summary>
    XForwardedOther,

    /// <summary>By custom: address of the client.</summary>
    XRealIp,

    /// <summary>Our own: the request is a copy, whose response nobody sees. Only trusted peers may send it.</summary>
    XSerinusMirror,

    /// <summary>RFC 9110 §6.6.1.</summary>
    Date,

    /// <summary>RFC 9110 §8.3.</summary>
    ContentType,
}
