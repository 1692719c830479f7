using System.Security.Cryptography.X509Certificates;
using Serinus.Providers.Certificates;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>Makes a certificate of the chain and the key its files hold.</summary>
internal static class CertificateFiles
{
    private const string ChainField = "chainFile";
    private const string KeyField = "keyFile";

    /// <summary>The certificate with its texts, or what is wrong with them. A file that is not named at all is left to the compiler to report.</summary>
    public static FilledObject Fill(CertificateConfig config, PemText? chain, PemText? key, DateTimeOffset now)
    {
        var report = new PemReport(new ObjectId(ObjectId.Certificate, config.Name), config.Origin);
        var filled = config;
        var until = DateTimeOffset.MaxValue;
        var isWhole = Take(report, ChainField, config.ChainFile, chain) & Take(report, KeyField, config.KeyFile, key);
        if (isWhole)
            filled = Filled(config, chain!.Text, key!.Text, now, report, ref until);
        else if (!report.HasErrors)
            filled = config with { Chain = chain?.Text ?? "", Key = key?.Text ?? "" };
        if (key is { IsOpenToAll: true })
            report.Warn(
                KeyField,
                $"{config.KeyFile} can be read by every user of this machine",
                $"chmod o-r {config.KeyFile}"
            );
        return new FilledObject(
            [.. new[] { chain, key }.OfType<PemText>()],
            report.HasErrors ? null : filled,
            report.Problems,
            until
        );
    }

    /// <summary>Whether there is a text; reports when there is a file and no text.</summary>
    private static bool Take(PemReport report, string field, string? path, PemText? said)
    {
        if (said is null)
            return false;
        if (!said.IsBroken)
            return true;
        report.Error(field, $"{path} {AsFile(said.Message)}", said.Cure);
        return false;
    }

    /// <summary>Messages of files begin with what is wrong, not with the file.</summary>
    public static string AsFile(string message) =>
        message.StartsWith("there is no", StringComparison.Ordinal) ? "does not exist" : message;

    private static CertificateConfig Filled(
        CertificateConfig config,
        string chain,
        string key,
        DateTimeOffset now,
        PemReport report,
        ref DateTimeOffset until
    )
    {
        var pair = CertificatePair.Read(chain, key);
        if (pair.Trouble is { } trouble)
        {
            Report(trouble, report.Error);
            return config;
        }

        foreach (var warning in pair.Warnings)
            Report(warning, report.Warn);
        (var message, var cure, until) = Validity.At(now, pair);
        if (message.Length > 0)
            report.Warn(ChainField, $"{config.ChainFile} {message}", cure);
        if (!config.Hosts.IsEmpty)
            CheckHosts(config, chain, report);
        else if (pair.Hosts.IsEmpty)
            report.Warn(
                ChainField,
                $"{config.ChainFile} names no host, so no client is ever shown it by name",
                "name its hosts, or make it a listener's defaultCertificate"
            );
        return config with { Chain = chain, Key = key, Hosts = config.Hosts.IsEmpty ? pair.Hosts : config.Hosts };

        void Report(PairTrouble what, Action<string, string, string> report) =>
            report(
                what.IsKey ? KeyField : ChainField,
                $"{(what.IsKey ? config.KeyFile : config.ChainFile)} {what.Message}",
                what.Cure
            );
    }

    private static void CheckHosts(CertificateConfig config, string chain, PemReport report)
    {
        using var certificate = X509Certificate2.CreateFromPem(chain);
        var names = CertificatePair.HostsOf(certificate);
        for (var i = 0; i < config.Hosts.Length; i++)
        {
            var host = config.Hosts[i].ToLowerInvariant();
            if (names.Contains(host) || names.Any(name => Covers(name, host)))
                continue;
            report.Warn(
                $"hosts[{i}]",
                $"{config.Hosts[i]} is no name of the certificate ({string.Join(", ", names)}), and clients refuse it",
                "take it out, or get a certificate that names it"
            );
        }
    }

    // RFC 6125 §6.4.3: a wildcard stands for one label.
    private static bool Covers(string name, string host) =>
        name.StartsWith("*.", StringComparison.Ordinal)
        && host.IndexOf('.', StringComparison.Ordinal) is var dot
        && dot > 0
        && host.AsSpan(dot).SequenceEqual(name.AsSpan(1));
}
