using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Secrets;

/// <summary>A certificate as it is read from a Secret.</summary>
/// <param name="Config">The certificate; null when the Secret holds none that can be served.</param>
/// <param name="Trouble">Why not; empty when it does.</param>
/// <param name="Expires">When it ends.</param>
internal sealed record CertificateReading(CertificateConfig? Config, string Trouble, DateTime Expires);

/// <summary>Reads certificates from Secrets.</summary>
internal static class CertificateReader
{
    private const string ChainKey = "tls.crt";
    private const string KeyKey = "tls.key";

    /// <summary>Reads and checks the certificate of a Secret.</summary>
    public static CertificateReading Read(SecretObject secret)
    {
        string[] missing =
        [
            .. new[] { ChainKey, KeyKey }.Where(key => secret.Data.GetValueOrDefault(key) is not { Length: > 0 }),
        ];
        if (missing.Length > 0)
            return Broken($"it has no {string.Join(" and no ", missing)}");
        var chain = Encoding.UTF8.GetString(secret.Data[ChainKey]);
        var key = Encoding.UTF8.GetString(secret.Data[KeyKey]);
        try
        {
            using var alone = X509Certificate2.CreateFromPem(chain);
            try
            {
                using var pair = X509Certificate2.CreateFromPem(chain, key);
                return new CertificateReading(Config(secret, pair, chain, key), "", pair.NotAfter.ToUniversalTime());
            }
            catch (Exception failure) when (failure is CryptographicException or ArgumentException or FormatException)
            {
                return Broken($"its {KeyKey} is no private key of its {ChainKey}");
            }
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or FormatException)
        {
            return Broken($"its {ChainKey} is no certificate in PEM");
        }
    }

    private static CertificateConfig Config(
        SecretObject secret,
        X509Certificate2 certificate,
        string chain,
        string key
    ) =>
        new()
        {
            Name = secret.Meta.Key.ToString(),
            Hosts = Hosts(certificate),
            Chain = chain,
            Key = key,
            Origin = new Origin($"{Kinds.Secret} {secret.Meta.Key}", []),
        };

    private static ImmutableArray<string> Hosts(X509Certificate2 certificate)
    {
        var names = certificate
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames())
            .Select(name => name.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        if (names.Length > 0)
            return [.. names];
        // RFC 9110 §4.3.4 knows subject alternative names alone; certificates of old name their host as common name.
        var common = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return common.Length > 0 ? [common.ToLowerInvariant()] : [];
    }

    private static CertificateReading Broken(string trouble) => new(null, trouble, DateTime.MaxValue);
}
