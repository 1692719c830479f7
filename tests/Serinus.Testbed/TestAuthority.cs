using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Serinus.Testbed;

/// <summary>A certificate authority of a test: vouches for servers and clients, good ones and bad ones.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 root;

    public TestAuthority(string name = "test authority")
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(30));
    }

    /// <summary>Its own certificate, in PEM.</summary>
    public string Pem => root.ExportCertificatePem();

    /// <summary>A certificate for some hosts or addresses, with its key, both in PEM.</summary>
    public (string Chain, string Key) Issue(params string[] hosts) => Issue(DateTimeOffset.UtcNow.AddDays(10), hosts);

    /// <summary>The same, with the time it is good until; a past one makes it expired.</summary>
    public (string Chain, string Key) Issue(DateTimeOffset until, params string[] hosts)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hosts[0]}", own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false)
        );
        var serial = RandomNumberGenerator.GetBytes(12);
        using var certificate = request.Create(root, DateTimeOffset.UtcNow.AddDays(-1.5), until, serial);
        return (certificate.ExportCertificatePem(), own.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>What a client needs to believe this authority alone.</summary>
    public SslClientAuthenticationOptions ClientOptions(string host, params SslApplicationProtocol[] protocols)
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.ImportFromPem(Pem);
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = trust,
            ApplicationProtocols = protocols.Length == 0 ? null : [.. protocols],
        };
    }

    /// <summary>A certificate of <see cref="Issue(string[])"/> as the framework's clients take it.</summary>
    public static X509Certificate2 Load((string Chain, string Key) pair)
    {
        using var certificate = X509Certificate2.CreateFromPem(pair.Chain, pair.Key);
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        key.Dispose();
        root.Dispose();
    }
}
