namespace Serinus.Providers.Certificates;

/// <summary>Reads the certificates, in PEM, that must vouch for others.</summary>
internal static class AuthorityText
{
    /// <summary>What keeps the text from being used, and the cure; null when nothing does.</summary>
    public static (string Message, string Cure)? TroubleOf(string text)
    {
        var labels = PemBlocks.Labels(text);
        if (labels is null)
            return ("is cut short or not in PEM", "write it anew from its source");
        if (!labels.Exists(PemBlocks.IsCertificate))
            return ("holds no certificate", "put the certificates of the authorities there, in PEM");
        if (labels.Exists(PemBlocks.IsKey))
            return ("holds a private key", "take it out: an authority's certificates are all that is needed here");
        if (PemBlocks.Certificates(text) is not { } certificates)
            return ("has a block that is no certificate", "write it anew from its source");
        certificates.ForEach(certificate => certificate.Dispose());
        return null;
    }
}
