using System.Net;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks the settings of ACME.</summary>
internal static class AcmeChecks
{
    private const int HostsMax = 1000;

    public static void Check(AcmeConfig acme, string stateFolder, ObjectReport report)
    {
        // RFC 8555 §6.1.
        if (
            !Uri.TryCreate(acme.Directory, UriKind.Absolute, out var directory)
            || directory.Scheme != Uri.UriSchemeHttps
        )
            report.Error(
                "acme.directory",
                $"\"{ValueChecks.Printable(acme.Directory)}\" is no https URL",
                "write the URL of the authority's directory, such as https://acme-v02.api.letsencrypt.org/directory"
            );
        if (!acme.AcceptTerms)
            report.Warn(
                "acme.acceptTerms",
                "the authority's terms of service are not agreed to, so it is asked for nothing",
                "read them, and write acceptTerms: true"
            );
        if (!Path.IsPathRooted(stateFolder))
            report.Error(
                "stateFolder",
                $"\"{ValueChecks.Printable(stateFolder)}\" does not begin at the root",
                "write the whole path, such as /var/lib/serinus"
            );
        if (acme.Hosts.Length is 0 or > HostsMax)
            report.Warn("acme.hosts", $"there are {acme.Hosts.Length} hosts", $"name 1 to {HostsMax}");
        for (var i = 0; i < acme.Hosts.Length; i++)
            CheckHost($"acme.hosts[{i}]", acme.Hosts[i], report);
    }

    private static void CheckHost(string field, string host, ObjectReport report)
    {
        if (host.StartsWith("*.", StringComparison.Ordinal))
            report.Error(
                field,
                $"{ValueChecks.Printable(host)} is a wildcard, which neither challenge can prove",
                "name each host, or get the certificate elsewhere and name its files"
            );
        else if (
            IPAddress.TryParse(host, out _)
            || host.Length == 0
            || !HostParser.TrySplit(System.Text.Encoding.UTF8.GetBytes(host), out var length, out _)
            || length != host.Length
        )
            report.Error(
                field,
                $"\"{ValueChecks.Printable(host)}\" is no name of a host",
                "write a name such as www.example.com"
            );
    }
}
