using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>TLS rules for some hosts of a listener, in place of the listener's own.</summary>
public sealed record TlsHostConfig
{
    /// <summary>Hosts they hold for: exact, or <c>*.example.com</c> for one label; exact wins.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Oldest version accepted.</summary>
    public TlsVersion MinimumVersion { get; init; } = TlsVersion.Tls12;

    /// <summary>Whether clients show a certificate of their own.</summary>
    public ClientCertificateMode ClientCertificates { get; init; }

    /// <summary>File with the certificates, in PEM, that must vouch for clients' certificates.</summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>The same as text, where a provider has it as text.</summary>
    public string? ClientAuthority { get; init; }
}
