using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Serinus.Providers.Certificates;

/// <summary>Makes certificates that nobody vouches for.</summary>
public static class SelfSigned
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // X.520 has no longer common names.
    private const int CommonNameMax = 64;

    /// <summary>A certificate for hosts (names, wildcards, addresses) with a new key on the curve P-256.</summary>
    /// <param name="hosts">One or more.</param>
    /// <param name="begins">When it begins to be valid.</param>
    /// <param name="lifetime">How long it is valid.</param>
    /// <param name="more">A further extension.</param>
    public static PemPair Make(
        IReadOnlyList<string> hosts,
        DateTimeOffset begins,
        TimeSpan lifetime,
        X509Extension? more = null
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(hosts[0].Length <= CommonNameMax ? hosts[0] : "serinus");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(NamesOf(hosts));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true)
        );
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false)
        );
        if (more is not null)
            request.CertificateExtensions.Add(more);
        using var certificate = request.CreateSelfSigned(begins, begins + lifetime);
        return new PemPair(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>The extension that says which hosts a certificate is for.</summary>
    internal static X509Extension NamesOf(IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        return names.Build();
    }
}
