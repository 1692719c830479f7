using System.Collections.Immutable;
using Serinus.Providers.Files.Forms;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>The keys of TLS, on both sides, and of certificates; the part of the schema beside <see cref="Schema"/>.</summary>
internal static class TlsSchema
{
    private static readonly TextForm text = new();
    private static readonly TextForm name = new(emptyToo: false);
    private static readonly FlagForm flag = new();
    private static readonly ListForm<string> texts = new(text);

    private static readonly MapForm<TlsHostConfig> host = new MapForm<TlsHostConfig>(
        "TLS rules of some hosts",
        () => new(),
        "{ hosts: [admin.example.com], clientCertificates: require, clientAuthorityFile: … }"
    )
        .Needs(nameof(TlsHostConfig.Hosts), texts)
        .With(nameof(TlsHostConfig.MinimumVersion), new WordForm<TlsVersion>())
        .With(nameof(TlsHostConfig.ClientCertificates), new WordForm<ClientCertificateMode>())
        .With(nameof(TlsHostConfig.ClientAuthorityFile), text)
        .With(nameof(TlsHostConfig.ClientAuthority), text);

    public static readonly MapForm<ListenerTlsConfig> Listener = new MapForm<ListenerTlsConfig>(
        "a TLS setting",
        () => new()
    )
        .With(nameof(ListenerTlsConfig.DefaultCertificate), text)
        .With(nameof(ListenerTlsConfig.MinimumVersion), new WordForm<TlsVersion>())
        .With(nameof(ListenerTlsConfig.CipherSuites), texts)
        .With(nameof(ListenerTlsConfig.ClientCertificates), new WordForm<ClientCertificateMode>())
        .With(nameof(ListenerTlsConfig.ClientAuthorityFile), text)
        .With(nameof(ListenerTlsConfig.ClientAuthority), text)
        .With(nameof(ListenerTlsConfig.Hosts), new ListForm<TlsHostConfig>(host));

    public static readonly MapForm<UpstreamTlsConfig> Upstream = new MapForm<UpstreamTlsConfig>(
        "a TLS setting of a service",
        () => new()
    )
        .With(nameof(UpstreamTlsConfig.Verify), flag)
        .With(nameof(UpstreamTlsConfig.ServerName), text)
        .With(nameof(UpstreamTlsConfig.AuthorityFile), text)
        .With(nameof(UpstreamTlsConfig.Authority), text)
        .With(nameof(UpstreamTlsConfig.Certificate), text);

    public static readonly MapForm<CertificateConfig> Certificate = new MapForm<CertificateConfig>(
        "a certificate",
        () => new() { Name = "" },
        "{ name: …, chainFile: …, keyFile: … }"
    )
        .Needs(nameof(CertificateConfig.Name), name)
        .With(nameof(CertificateConfig.Hosts), texts)
        .With(nameof(CertificateConfig.ChainFile), text)
        .With(nameof(CertificateConfig.KeyFile), text);

    public static readonly MapForm<AcmeConfig> Acme = new MapForm<AcmeConfig>(
        "an ACME setting",
        () => new() { Directory = "" },
        "{ directory: …, acceptTerms: true, hosts: [www.example.com] }"
    )
        .Needs(nameof(AcmeConfig.Directory), name)
        .With(nameof(AcmeConfig.AcceptTerms), flag)
        .With(nameof(AcmeConfig.Email), text)
        .With(nameof(AcmeConfig.Hosts), texts)
        .With(nameof(AcmeConfig.Challenge), new WordForm<AcmeChallenge>())
        .With(nameof(AcmeConfig.AuthorityFile), text);
}
