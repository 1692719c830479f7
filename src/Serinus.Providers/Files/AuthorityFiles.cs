using System.Collections.Immutable;
using Serinus.Providers.Certificates;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>Puts the certificates of authorities into the listeners and services that name their files.</summary>
internal static class AuthorityFiles
{
    private const string ListenerField = "tls.clientAuthorityFile";

    /// <summary>The files a listener names.</summary>
    public static IEnumerable<string> Of(ListenerConfig config) =>
        config.Tls is { } tls
            ? tls.Hosts.Select(host => host.ClientAuthorityFile).Prepend(tls.ClientAuthorityFile).OfType<string>()
            : [];

    /// <summary>Whether a listener has authorities to be read or checked.</summary>
    public static bool Has(ListenerConfig config) =>
        config.Tls is { } tls
        && (
            tls is not { ClientAuthorityFile: null, ClientAuthority: null }
            || tls.Hosts.Any(host => host is not { ClientAuthorityFile: null, ClientAuthority: null })
        );

    /// <summary>Whether a service has authorities to be read or checked.</summary>
    public static bool Has(ServiceConfig config) => config.Tls is not { AuthorityFile: null, Authority: null };

    public static FilledObject Fill(ListenerConfig config, Func<string, PemText> read)
    {
        var report = new PemReport(new ObjectId(ObjectId.Listener, config.Name), config.Origin);
        var said = new List<PemText>();
        var tls = config.Tls!;
        var hosts = tls.Hosts.Select(
            (host, i) =>
                host with
                {
                    ClientAuthority = Text(
                        $"tls.hosts[{i}].clientAuthorityFile",
                        host.ClientAuthorityFile,
                        host.ClientAuthority,
                        read,
                        said,
                        report
                    ),
                }
        );
        var own = Text(ListenerField, tls.ClientAuthorityFile, tls.ClientAuthority, read, said, report);
        var filled = config with { Tls = tls with { ClientAuthority = own, Hosts = [.. hosts] } };
        return Made(filled, said, report);
    }

    public static FilledObject Fill(ServiceConfig config, Func<string, PemText> read)
    {
        var report = new PemReport(new ObjectId(ObjectId.Service, config.Name), config.Origin);
        var said = new List<PemText>();
        var text = Text("tls.authorityFile", config.Tls.AuthorityFile, config.Tls.Authority, read, said, report);
        return Made(config with { Tls = config.Tls with { Authority = text } }, said, report);
    }

    private static FilledObject Made(object filled, List<PemText> said, PemReport report) =>
        new([.. said], report.HasErrors ? null : filled, report.Problems, DateTimeOffset.MaxValue);

    private static string? Text(
        string field,
        string? path,
        string? text,
        Func<string, PemText> read,
        List<PemText> all,
        PemReport report
    )
    {
        if (path is null)
        {
            if (text is not null && AuthorityText.TroubleOf(text) is { } ofText)
                report.Error(field[..^"File".Length], ofText.Message, ofText.Cure);
            return text;
        }

        var said = read(path);
        all.Add(said);
        if (text is not null)
            report.Error(field, "the authorities are given as a file and as text", "keep one of them");
        else if (said.IsBroken)
            report.Error(field, $"{path} {CertificateFiles.AsFile(said.Message)}", said.Cure);
        else if (AuthorityText.TroubleOf(said.Text) is { } trouble)
            report.Error(field, $"{path} {trouble.Message}", trouble.Cure);
        return said.Text;
    }
}
