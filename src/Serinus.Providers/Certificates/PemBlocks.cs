using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Serinus.Providers.Certificates;

/// <summary>The labelled blocks of a PEM text (RFC 7468).</summary>
internal static class PemBlocks
{
    private const string CertificateLabel = "CERTIFICATE";
    private const string Begin = "-----BEGIN ";

    /// <summary>The labels in their order; null when a block has no end or cannot be decoded.</summary>
    public static List<string>? Labels(ReadOnlySpan<char> text)
    {
        var labels = new List<string>();
        while (text.Contains(Begin, StringComparison.Ordinal))
        {
            // What stands before a block is commentary; a block that is cut short is not found at all.
            if (
                !PemEncoding.TryFind(text, out var block)
                || text[..block.Location.Start].Contains(Begin, StringComparison.Ordinal)
            )
                return null;
            labels.Add(text[block.Label].ToString());
            text = text[block.Location.End..];
        }

        return labels;
    }

    /// <summary>The certificates in their order, to be disposed of; null when one cannot be read.</summary>
    public static List<X509Certificate2>? Certificates(ReadOnlySpan<char> text)
    {
        var certificates = new List<X509Certificate2>();
        try
        {
            while (PemEncoding.TryFind(text, out var block))
            {
                if (text[block.Label] is CertificateLabel)
                    certificates.Add(
                        X509CertificateLoader.LoadCertificate(
                            Convert.FromBase64String(text[block.Base64Data].ToString())
                        )
                    );
                text = text[block.Location.End..];
            }

            return certificates;
        }
        catch (CryptographicException)
        {
            certificates.ForEach(certificate => certificate.Dispose());
            return null;
        }
    }

    /// <summary>Whether a label is that of a private key.</summary>
    public static bool IsKey(string label) => label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    /// <summary>Whether a label is that of a certificate.</summary>
    public static bool IsCertificate(string label) => label == CertificateLabel;
}
