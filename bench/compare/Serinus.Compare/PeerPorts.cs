namespace Serinus.Compare;

/// <summary>Ports of the loopback address that a program listens on, without and with TLS, and forwards to.</summary>
public sealed record PeerPorts(int Listen, int Tls, int Metrics, int Stable, int Canary)
{
    /// <summary>Certificate and its chain, in PEM, beside the configuration.</summary>
    public const string Chain = "chain.pem";

    /// <summary>Its key.</summary>
    public const string Key = "key.pem";

    /// <summary>Both in one file.</summary>
    public const string Both = "both.pem";
}
