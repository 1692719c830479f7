using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks what is spoken to the endpoints of a service: protocol, TLS, and whether they fit the endpoints' addresses.</summary>
internal static class UpstreamChecks
{
    public static void Check(ServiceConfig config, ImmutableArray<Endpoint> endpoints, ObjectReport report)
    {
        if (!Enum.IsDefined(config.Protocol))
            report.Error("protocol", $"{config.Protocol} is no protocol of endpoints", "use one of those documented");
        foreach (var endpoint in endpoints)
        {
            if (Conflict(config, endpoint) is not var (field, message, cure))
                continue;
            report.Error(field, message, cure);
            break;
        }

        CheckTls(config.Tls, report);
        if (config.Tls != new UpstreamTlsConfig() && endpoints.Length > 0 && !endpoints.Any(e => e.IsSecure))
            report.Warn("tls", "it is not used: no endpoint begins with https://", "begin endpoints with https://");
    }

    /// <summary>The first endpoint that is spoken to in HTTP/1.1 alone; null when there is none.</summary>
    public static Endpoint? FindHttp1(Service service)
    {
        var protocol = service.Config.Protocol;
        foreach (var endpoint in service.Endpoints)
        {
            if (
                protocol == UpstreamProtocol.Http1
                || protocol == UpstreamProtocol.Auto && !endpoint.IsSecure && !endpoint.IsH2c
            )
                return endpoint;
        }

        return null;
    }

    /// <summary>What cannot work together, with its cure; null when all does.</summary>
    private static (string Field, string Message, string Cure)? Conflict(ServiceConfig config, Endpoint endpoint)
    {
        var speaksHttp2 = endpoint.IsH2c || config.Protocol is UpstreamProtocol.H2 or UpstreamProtocol.H2c;
        return (config.Protocol, endpoint) switch
        {
            (UpstreamProtocol.H2c, { IsSecure: true }) => (
                "protocol",
                $"h2c is HTTP/2 without TLS, but {endpoint.Address} is reached over TLS",
                "set protocol to h2, or leave it out"
            ),
            (UpstreamProtocol.H2, { IsSecure: false }) => (
                "protocol",
                $"h2 is HTTP/2 over TLS, but {endpoint.Address} is reached without TLS",
                "set protocol to h2c, or begin the endpoint with https://"
            ),
            (UpstreamProtocol.Http1, { IsH2c: true }) => (
                "protocol",
                $"http1 is asked for, but {endpoint.Address} speaks HTTP/2",
                "begin the endpoint with http://, or leave protocol out"
            ),
            _ when speaksHttp2 && config.ProxyProtocol != ProxyProtocolVersion.None => (
                "proxyProtocol",
                $"a connection to {endpoint.Address} carries the requests of many clients, so no PROXY header can name one",
                "leave proxyProtocol out, or set protocol to http1"
            ),
            _ => null,
        };
    }

    private static void CheckTls(UpstreamTlsConfig tls, ObjectReport report)
    {
        if (tls.ServerName is { } name && !IsHost(name))
            report.Error(
                "tls.serverName",
                $"\"{ValueChecks.Printable(name)}\" is no name",
                "write the host name alone, without scheme and port"
            );
        if (tls.Authority is { } authority && !HoldsCertificates(authority))
            report.Error(
                "tls.authority",
                "there is no certificate in it, so that nothing would be trusted",
                "give one certificate or more in PEM"
            );
        if (!tls.Verify && (tls.Authority ?? tls.AuthorityFile) is not null)
            report.Warn(
                "tls.verify",
                "nothing is verified, so the authority's certificates are not used",
                "set verify to true"
            );
    }

    private static bool IsHost(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return HostParser.TrySplit(bytes, out var length, out _) && length == bytes.Length && length > 0;
    }

    private static bool HoldsCertificates(string pem)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
            return found.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            foreach (var each in found)
                each.Dispose();
        }
    }
}
