using System.Collections.Immutable;
using System.Globalization;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>TLS of an entry point: its certificates, and who is let in.</summary>
internal sealed class EntryPointTls(StaticReader reader, CertificateTranslator certificates)
{
    /// <summary>The rules of an entry point; null, with the trouble, when without them everybody would get in.</summary>
    public (ListenerTlsConfig? Tls, string Trouble) Translate(EntryPoint entryPoint)
    {
        var path = $"{entryPoint.Path}.tls";
        var first = Certificates(entryPoint, path);
        var tls = new ListenerTlsConfig
        {
            DefaultCertificate = reader.Flag($"{path}.sniStrict") ? null : Default(entryPoint, path) ?? first,
            MinimumVersion = Version(entryPoint, path),
            CipherSuites = [.. reader.List($"{path}.cipherSuites").Select(InFull)],
        };
        var named = Named(path);
        if (named.IsEmpty && !IsAsked(path))
            return (tls, "");
        var (authority, trouble) = certificates.Authorities(named);
        if (authority is null)
            return (null, trouble);
        var isOptional = reader.Flag($"{path}.clientCA.optional") || reader.Flag($"{path}.CA.Optional");
        return (
            tls with
            {
                ClientAuthority = authority,
                ClientCertificates = isOptional ? ClientCertificateMode.Optional : ClientCertificateMode.Require,
            },
            ""
        );
    }

    private ImmutableArray<string> Named(string path) =>
        [
            .. reader.List($"{path}.clientCA.files"),
            .. reader.List($"{path}.clientCAFiles"),
            // The short form of the command line; its parts have keys of their own below it.
            .. reader.Settings.Find($"{path}.CA") is null ? [] : reader.List($"{path}.CA"),
        ];

    private bool IsAsked(string path) =>
        reader.Has($"{path}.clientCA") || reader.Has($"{path}.clientCAFiles") || reader.Has($"{path}.CA");

    /// <summary>Adds the certificates of an entry point; the name of the first that can be served.</summary>
    private string? Certificates(EntryPoint entryPoint, string path)
    {
        string? first = null;
        var number = 0;
        foreach (var (chain, key, place) in Pairs(path))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{entryPoint.Name} {++number}");
            if (certificates.Add(name, chain, key, place ?? entryPoint.Place))
                first ??= name;
        }

        return first;
    }

    private IEnumerable<(string? Chain, string? Key, Location? Place)> Pairs(string path)
    {
        for (var i = 0; ; i++)
        {
            var each = string.Create(CultureInfo.InvariantCulture, $"{path}.certificates.{i}");
            if (reader.Settings.Any(each) is not { } setting)
                break;
            yield return (reader.Text($"{each}.certFile"), reader.Text($"{each}.keyFile"), setting.Place);
        }

        // On the command line: TLS:cert,key;cert,key
        if (reader.Settings.Find(path) is not { Items.IsEmpty: false } flag || GoValue.TryFlag(flag.Text, out _))
            yield break;
        foreach (var pair in flag.Text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(',', StringSplitOptions.TrimEntries);
            yield return (parts[0], parts.Length > 1 ? parts[1] : null, flag.Place);
        }
    }

    private string? Default(EntryPoint entryPoint, string path)
    {
        if (reader.Settings.Any($"{path}.defaultCertificate") is not { } setting)
            return null;
        var name = $"{entryPoint.Name} default";
        var chain =
            reader.Text($"{path}.defaultCertificate.certFile") ?? reader.Text($"{path}.defaultCertificate.cert");
        var key = reader.Text($"{path}.defaultCertificate.keyFile") ?? reader.Text($"{path}.defaultCertificate.key");
        return certificates.Add(name, chain, key, setting.Place) ? name : null;
    }

    private TlsVersion Version(EntryPoint entryPoint, string path)
    {
        if (reader.Settings.Find($"{path}.minVersion") is not { } setting)
            return TlsVersion.Tls12;
        switch (setting.Text)
        {
            case "VersionTLS13":
                return TlsVersion.Tls13;
            case "VersionTLS12":
                break;
            case "VersionTLS10" or "VersionTLS11" or "VersionSSL30":
                reader.Report(
                    Severity.Warning,
                    entryPoint.Id,
                    "tls.minVersion",
                    setting.Place,
                    "versions before TLS 1.2 are broken and not spoken",
                    "write VersionTLS12"
                );
                break;
            default:
                reader.Report(
                    Severity.Error,
                    entryPoint.Id,
                    "tls.minVersion",
                    setting.Place,
                    $"\"{setting.Text}\" is no version; TLS 1.2 is the oldest spoken",
                    "write VersionTLS12 or VersionTLS13"
                );
                break;
        }

        return TlsVersion.Tls12;
    }

    // Go leaves the hash out where there is only one.
    private static string InFull(string suite) =>
        suite.EndsWith("_CHACHA20_POLY1305", StringComparison.Ordinal) ? $"{suite}_SHA256" : suite;
}
