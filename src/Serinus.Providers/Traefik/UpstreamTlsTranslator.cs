using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>What the static configuration says of the certificates of all upstreams.</summary>
internal static class UpstreamTlsTranslator
{
    /// <summary>The rules for upstreams that speak TLS.</summary>
    public static UpstreamTlsConfig Translate(StaticReader reader, CertificateTranslator certificates)
    {
        if (reader.Flag("insecureSkipVerify"))
        {
            reader.Warn(
                reader.Settings.Find("insecureSkipVerify")!,
                "the certificates of upstreams are not verified, so that whoever stands in between is believed",
                "name their authority in rootCAs, and remove it"
            );
            return new UpstreamTlsConfig { Verify = false };
        }

        if (reader.Settings.Find("rootCAs") is not { } setting)
            return new UpstreamTlsConfig();
        var (authority, trouble) = certificates.Authorities(reader.List("rootCAs"));
        if (authority is null)
            reader.Error(
                setting,
                $"{trouble}; upstreams are verified by what the system trusts",
                "name files with the certificates of the authorities, in PEM"
            );
        return new UpstreamTlsConfig { Authority = authority };
    }
}
