namespace Serinus.Routing.Config;

/// <summary>Whether clients show a certificate of their own.</summary>
public enum ClientCertificateMode
{
    /// <summary>None is asked for.</summary>
    None,

    /// <summary>Asked for; a client may come without one, but not with a bad one.</summary>
    Optional,

    /// <summary>A client without a good one is refused in the handshake.</summary>
    Require,
}
