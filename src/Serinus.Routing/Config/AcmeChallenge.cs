namespace Serinus.Routing.Config;

/// <summary>How a certificate authority is shown that a host is ours.</summary>
public enum AcmeChallenge
{
    /// <summary>A page at the host's port 80 (RFC 8555 §8.3): some listener must be reachable there.</summary>
    Http01,

    /// <summary>A certificate at the host's port 443 (RFC 8737): some TLS listener must be reachable there.</summary>
    TlsAlpn01,
}
