using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>TLS on a listener. Certificates are chosen by the name the client asks for (SNI), among all certificates there are.</summary>
public sealed record ListenerTlsConfig
{
    /// <summary>Name of the certificate for clients that ask for no name, or for one that no certificate covers; they are refused unless given.</summary>
    public string? DefaultCertificate { get; init; }

    /// <summary>Oldest version accepted.</summary>
    public TlsVersion MinimumVersion { get; init; } = TlsVersion.Tls12;

    /// <summary>Cipher suites offered, by their IANA names, such as <c>TLS_AES_128_GCM_SHA256</c>; those of the system's policy unless given.</summary>
    public ImmutableArray<string> CipherSuites { get; init; } = [];

    /// <summary>Whether clients show a certificate of their own.</summary>
    public ClientCertificateMode ClientCertificates { get; init; }

    /// <summary>File with the certificates, in PEM, that must vouch for clients' certificates.</summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>The same as text, where a provider has it as text.</summary>
    public string? ClientAuthority { get; init; }

    /// <summary>Other rules for some hosts. A request for a host under other rules than the name its connection was opened with is answered 421.</summary>
    public ImmutableArray<TlsHostConfig> Hosts { get; init; } = [];
}
