using System.Collections.Immutable;
using System.Net.Security;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks the TLS of a listener.</summary>
internal static class TlsChecks
{
    public static void Check(ListenerConfig listener, ObjectReport report)
    {
        if (listener.Tls is not { } tls)
            return;
        for (var i = 0; i < tls.CipherSuites.Length; i++)
        {
            var suite = tls.CipherSuites[i];
            if (!Enum.TryParse<TlsCipherSuite>(suite, out _) || !suite.StartsWith("TLS_", StringComparison.Ordinal))
                report.Error(
                    $"tls.cipherSuites[{i}]",
                    $"\"{ValueChecks.Printable(suite)}\" is no cipher suite",
                    NearestName.Find(suite, Enum.GetNames<TlsCipherSuite>()) is { } near
                        ? $"did you mean {near}?"
                        : "write its IANA name, such as TLS_AES_128_GCM_SHA256"
                );
        }

        CheckClients("tls", tls.ClientCertificates, tls.ClientAuthority, report);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < tls.Hosts.Length; i++)
        {
            var some = tls.Hosts[i];
            CheckClients($"tls.hosts[{i}]", some.ClientCertificates, some.ClientAuthority, report);
            CheckHosts($"tls.hosts[{i}].hosts", some.Hosts, seen, report);
        }
    }

    /// <summary>Whether the certificates that listeners name are there; a handshake that wants one that is not is refused.</summary>
    public static IEnumerable<Problem> References(SnapshotNames names)
    {
        foreach (var listener in names.Listeners.Served)
        {
            if (listener.Config.Tls is not { } tls)
                continue;
            var report = new ObjectReport(new ObjectId(ObjectId.Listener, listener.Name), listener.Config.Origin);
            if (tls.DefaultCertificate is { } wanted && names.Certificates.Find(wanted) is null)
                report.Error(
                    "tls.defaultCertificate",
                    $"there is no certificate {ValueChecks.Printable(wanted)}; clients that ask for an unknown host are refused",
                    NearestName.Find(wanted, names.Certificates.Served.Select(certificate => certificate.Name))
                        is { } near
                        ? $"did you mean {near}?"
                        : "add it under certificates, or leave defaultCertificate out"
                );
            else if (names.Certificates.Served.IsEmpty)
                report.Warn(
                    "tls",
                    "there is no certificate yet; every client is refused",
                    "add one under certificates, or make one to try out: serinus cert self-signed localhost"
                );
            foreach (var problem in report.Problems)
                yield return problem;
        }
    }

    private static void CheckClients(string field, ClientCertificateMode mode, string? authority, ObjectReport report)
    {
        var file = $"{field}.clientAuthorityFile";
        if (mode != ClientCertificateMode.None && string.IsNullOrEmpty(authority))
            report.Error(
                file,
                "clients are to show certificates, but nobody is named who may vouch for them",
                "name a file with the certificates of that authority, in PEM"
            );
        else if (mode == ClientCertificateMode.None && !string.IsNullOrEmpty(authority))
            report.Warn(
                file,
                "no client is asked for a certificate",
                "set clientCertificates to require or optional, or remove the authority"
            );
    }

    private static void CheckHosts(
        string field,
        ImmutableArray<string> hosts,
        HashSet<string> seen,
        ObjectReport report
    )
    {
        if (hosts.IsEmpty)
            report.Error(field, "there is no host", "name the hosts these rules hold for");
        for (var i = 0; i < hosts.Length; i++)
        {
            var host = hosts[i];
            var plain = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
            if (
                plain.Length == 0
                || !HostParser.TrySplit(Encoding.UTF8.GetBytes(plain), out var length, out _)
                || length != plain.Length
            )
                report.Error(
                    $"{field}[{i}]",
                    $"\"{ValueChecks.Printable(host)}\" is no host",
                    "write a name such as a.example.com or *.example.com"
                );
            else if (!seen.Add(host))
                report.Error($"{field}[{i}]", $"{host} has rules already", "name each host once");
        }
    }
}
