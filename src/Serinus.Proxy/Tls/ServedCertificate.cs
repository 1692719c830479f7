using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Serinus.Routing;
using Serinus.Routing.Config;

namespace Serinus.Proxy.Tls;

/// <summary>A certificate with its key, loaded and ready for handshakes. Sessions to be resumed hang on the context, so it is kept while the certificate is.</summary>
internal sealed class ServedCertificate
{
    private ServedCertificate(Certificate certificate, SslStreamCertificateContext context)
    {
        Config = certificate.Config;
        Context = context;
    }

    public CertificateConfig Config { get; }

    public SslStreamCertificateContext Context { get; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset Ends => Context.TargetCertificate.NotAfter;

    /// <summary>Loads it; null with the problem when chain and key are no pair.</summary>
    public static ServedCertificate? Load(Certificate certificate, out Problem? problem)
    {
        problem = null;
        var config = certificate.Config;
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(config.Chain);
            using var first = X509Certificate2.CreateFromPem(config.Chain, config.Key);
            // The framework wants a key it can use again and again, whatever the store it came from.
            var leaf = X509CertificateLoader.LoadPkcs12(first.Export(X509ContentType.Pkcs12), null);
            chain.RemoveAt(0);
            return new ServedCertificate(certificate, SslStreamCertificateContext.Create(leaf, chain, offline: true));
        }
        catch (Exception trouble) when (trouble is CryptographicException or ArgumentException)
        {
            problem = new Problem
            {
                Object = new ObjectId(ObjectId.Certificate, certificate.Name),
                Message = $"certificate and key cannot be used: {trouble.Message}",
                Cure = "give the certificate, those that vouch for it, and its own key, all in PEM",
                Location = config.Origin?.At(""),
            };
            return null;
        }
    }
}
