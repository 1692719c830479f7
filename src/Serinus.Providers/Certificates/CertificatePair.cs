using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Serinus.Providers.Certificates;

/// <summary>Reads a certificate chain with its private key, both in PEM, and says what keeps them from being served.</summary>
internal static class CertificatePair
{
    private const string EncryptedLabel = "ENCRYPTED PRIVATE KEY";

    /// <summary>RFC 1421 §4.6.1.1: how the older form says that a key is encrypted.</summary>
    private const string EncryptedField = "Proc-Type: 4,ENCRYPTED";

    public static PairReading Read(string chain, string key)
    {
        if (ChainTrouble(chain) is { } ofChain)
            return ofChain;
        if (KeyTrouble(key) is { } ofKey)
            return ofKey;
        var certificates = PemBlocks.Certificates(chain);
        if (certificates is null)
            return PairReading.Broken(
                isKey: false,
                "has a block that is no certificate",
                "write it anew from its source"
            );
        try
        {
            return Read(certificates, key);
        }
        finally
        {
            certificates.ForEach(certificate => certificate.Dispose());
        }
    }

    /// <summary>The names a certificate is for: its subject alternative names, or, in certificates of old, its common name.</summary>
    public static ImmutableArray<string> HostsOf(X509Certificate2 certificate)
    {
        var extensions = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToArray();
        string[] names =
        [
            .. extensions
                .SelectMany(extension => extension.EnumerateDnsNames())
                .Select(name => name.ToLowerInvariant()),
            .. extensions.SelectMany(extension => extension.EnumerateIPAddresses()).Select(ip => ip.ToString()),
        ];
        if (names.Length > 0)
            return [.. names.Distinct(StringComparer.Ordinal)];
        var common = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return common.Length > 0 ? [common.ToLowerInvariant()] : [];
    }

    private static PairReading? ChainTrouble(string chain)
    {
        var labels = PemBlocks.Labels(chain);
        if (labels is null)
            return PairReading.Broken(isKey: false, "is cut short or not in PEM", "write it anew from its source");
        if (labels.Exists(PemBlocks.IsCertificate))
            return null;
        return labels.Exists(PemBlocks.IsKey)
            ? PairReading.Broken(
                isKey: false,
                "holds a private key and no certificate",
                "put the certificate here, and the key into keyFile"
            )
            : PairReading.Broken(
                isKey: false,
                "holds no certificate",
                "put the certificate and those that vouch for it there, in PEM"
            );
    }

    private static PairReading? KeyTrouble(string key)
    {
        var labels = PemBlocks.Labels(key);
        if (labels?.Contains(EncryptedLabel) == true || key.Contains(EncryptedField, StringComparison.Ordinal))
            return PairReading.Broken(
                isKey: true,
                "holds an encrypted key, and nobody is there to type its password",
                "write it without: openssl pkey -in encrypted.key -out plain.key"
            );
        if (labels is null)
            return PairReading.Broken(isKey: true, "is cut short or not in PEM", "write it anew from its source");
        if (labels.Exists(PemBlocks.IsKey))
            return null;
        return labels.Exists(PemBlocks.IsCertificate)
            ? PairReading.Broken(
                isKey: true,
                "holds a certificate and no private key",
                "put the private key here, and the certificate into chainFile"
            )
            : PairReading.Broken(
                isKey: true,
                "holds no private key",
                "put the certificate's private key there, in PEM"
            );
    }

    private static PairReading Read(List<X509Certificate2> certificates, string key)
    {
        var leaf = certificates[0];
        if (!Fits(leaf, key))
        {
            var owner = certificates.FindIndex(certificate => Fits(certificate, key));
            return owner > 0
                ? PairReading.Broken(
                    isKey: false,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"is in the wrong order: the key's own certificate is number {owner + 1} of it"
                    ),
                    "put that first, then each before the one that vouches for it"
                )
                : PairReading.Broken(
                    isKey: true,
                    $"holds no key of the certificate ({Named(leaf)}): it is another's, or of a kind that is not known",
                    "give the key the certificate was made with"
                );
        }

        return new PairReading
        {
            Hosts = HostsOf(leaf),
            Begins = leaf.NotBefore.ToUniversalTime(),
            Ends = leaf.NotAfter.ToUniversalTime(),
            Warnings = [.. OrderWarnings(certificates)],
        };
    }

    private static IEnumerable<PairTrouble> OrderWarnings(List<X509Certificate2> certificates)
    {
        for (var i = 1; i < certificates.Count; i++)
        {
            if (certificates[i - 1].IssuerName.RawData.AsSpan().SequenceEqual(certificates[i].SubjectName.RawData))
                continue;
            yield return new PairTrouble(
                IsKey: false,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"is in the wrong order: certificate {i + 1} ({Named(certificates[i])}) does not vouch for the one before it, and clients may refuse it"
                ),
                "put each certificate before the one that vouches for it"
            );
            yield break;
        }
    }

    private static string Named(X509Certificate2 certificate) =>
        HostsOf(certificate) is [var first, ..] ? first : certificate.Subject;

    private static bool Fits(X509Certificate2 certificate, string key)
    {
        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), key);
            return true;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
