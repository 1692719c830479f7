using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Tls;

/// <summary>The rules of one service for TLS towards its endpoints. Immutable, and kept while the service asks for the same.</summary>
internal sealed class UpstreamTls
{
    private readonly UpstreamTlsConfig config;
    private readonly ServedCertificate? certificate;
    private readonly X509ChainPolicy chain;

    private UpstreamTls(UpstreamTlsConfig config, ServedCertificate? certificate)
    {
        this.config = config;
        this.certificate = certificate;
        chain = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            // This runs on a loop: nothing may be fetched from a network.
            DisableCertificateDownloads = true,
        };
        if (config.Authority is not { } authority)
            return;
        chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.CustomTrustStore.ImportFromPem(authority);
    }

    /// <summary>Whether endpoints must prove who they are.</summary>
    public bool Verifies => config.Verify;

    /// <summary>The rules of a service: those before when they are the same.</summary>
    public static UpstreamTls Of(UpstreamTlsConfig config, CertificateStore certificates, UpstreamTls? before)
    {
        var certificate = config.Certificate is { } name ? certificates.Named(name) : null;
        return before is not null && before.config == config && before.certificate == certificate
            ? before
            : new UpstreamTls(config, certificate);
    }

    /// <summary>Name that an endpoint must prove to be.</summary>
    public string NameOf(string host) => config.ServerName ?? host;

    /// <summary>What the framework needs for a handshake with an endpoint.</summary>
    public SslClientAuthenticationOptions OptionsFor(
        string host,
        List<SslApplicationProtocol> protocols,
        RemoteCertificateValidationCallback verify
    ) =>
        new()
        {
            TargetHost = NameOf(host),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = protocols,
            ClientCertificateContext = certificate?.Context,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = chain,
            RemoteCertificateValidationCallback = verify,
            AllowRenegotiation = false,
        };
}
