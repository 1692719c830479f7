using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Tls;

/// <summary>The rules of one listener, or of some of its hosts, for TLS connections. Immutable.</summary>
internal sealed class TlsPolicy
{
    private readonly SslProtocols versions;
    private readonly ClientCertificateMode clients;
    private readonly X509ChainPolicy? clientChain;

    public TlsPolicy(TlsVersion minimumVersion, ClientCertificateMode clients, string? clientAuthority)
    {
        versions = minimumVersion == TlsVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;
        this.clients = clients;
        if (clients == ClientCertificateMode.None)
            return;
        clientChain = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            // This runs on a loop: nothing may be fetched from a network.
            DisableCertificateDownloads = true,
        };
        clientChain.CustomTrustStore.ImportFromPem(clientAuthority);
        clientChain.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.2"));
    }

    /// <summary>What the framework needs to answer a handshake with a certificate.</summary>
    public SslServerAuthenticationOptions OptionsFor(
        ServedCertificate certificate,
        IEnumerable<SslApplicationProtocol> protocols,
        CipherSuitesPolicy? suites
    ) =>
        new()
        {
            ServerCertificateContext = certificate.Context,
            EnabledSslProtocols = versions,
            ApplicationProtocols = [.. protocols],
            CipherSuitesPolicy = suites,
            ClientCertificateRequired = clients != ClientCertificateMode.None,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = clientChain,
            RemoteCertificateValidationCallback = clients == ClientCertificateMode.None ? null : IsAccepted,
            AllowRenegotiation = false,
            // A resumed session would not show the client's certificate again, and rules may differ from host to host.
            AllowTlsResume = clients == ClientCertificateMode.None,
        };

    private bool IsAccepted(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
        shown is null ? clients == ClientCertificateMode.Optional : errors == SslPolicyErrors.None;
}
