using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Serinus.Testbed.Kubernetes;

/// <summary>The keys of a cluster, made anew for each: its authority, the API server's certificate, an administrator's, and the key that signs service account tokens.</summary>
internal sealed class ClusterCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    // Clocks of two programs on one machine agree, but a certificate valid from this very second may be read in the one before.
    private static readonly DateTimeOffset from = DateTimeOffset.UtcNow.AddHours(-1);

    private readonly X509Certificate2 authority;

    public ClusterCertificates(TemporaryFolder folder)
    {
        authority = NewAuthority();
        AuthorityFile = folder.Write("ca.crt", authority.ExportCertificatePem());
        (ServerFile, ServerKeyFile) = Issue(folder, "server", "CN=kube-apiserver", ServerAuthentication);
        (AdminFile, AdminKeyFile) = Issue(folder, "admin", "CN=admin, O=system:masters", ClientAuthentication);
        using var signing = RSA.Create(2048);
        SigningKeyFile = folder.Write("service-accounts.key", signing.ExportRSAPrivateKeyPem());
    }

    public string AuthorityFile { get; }

    public string ServerFile { get; }

    public string ServerKeyFile { get; }

    public string AdminFile { get; }

    public string AdminKeyFile { get; }

    public string SigningKeyFile { get; }

    /// <summary>Whether a certificate is of this cluster.</summary>
    public bool Trusts(X509Certificate2? certificate)
    {
        if (certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    public void Dispose() => authority.Dispose();

    private static X509Certificate2 NewAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test cluster", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true)
        );
        return request.CreateSelfSigned(from, from.AddDays(2));
    }

    private (string Certificate, string Key) Issue(TemporaryFolder folder, string name, string subject, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, from, from.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return (
            folder.Write($"{name}.crt", certificate.ExportCertificatePem()),
            folder.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem())
        );
    }
}
