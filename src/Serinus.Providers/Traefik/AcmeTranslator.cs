using System.Collections.Immutable;
using System.Globalization;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>Certificates from an ACME authority become those of the edge: the hosts have to be known at start.</summary>
internal sealed class AcmeTranslator(StaticReader reader, ImmutableArray<EntryPoint> entryPoints)
{
    private const string StandardDirectory = "https://acme-v02.api.letsencrypt.org/directory";

    /// <summary>The settings, and the folder that account and certificates are kept in; neither when there is nothing to ask for.</summary>
    /// <param name="routes">Routes of TOML, whose hosts <c>onHostRule</c> means.</param>
    public (AcmeConfig? Config, string? Folder) Translate(IEnumerable<RouteConfig> routes)
    {
        if (reader.Settings.Any("acme") is not { } setting || Challenge(setting) is not { } challenge)
            return (null, null);
        var hosts = Hosts(routes);
        if (hosts.IsEmpty)
        {
            reader.Warn(
                setting,
                "no host is known to ask certificates for",
                "list the hosts in [[acme.domains]], or under acme in a file for --config"
            );
            return (null, null);
        }

        reader.Warn(
            setting,
            "the authority's terms of service count as agreed to, as they did; an account and certificates of acme.json are not taken over, and new ones are asked for",
            "read the terms, and try with the authority's staging directory first"
        );
        var storage = reader.Text("acme.storage") ?? reader.Text("acme.storageFile");
        return (
            new AcmeConfig
            {
                Directory = reader.Text("acme.caServer") ?? StandardDirectory,
                AcceptTerms = true,
                Email = reader.Text("acme.email"),
                Hosts = hosts,
                Challenge = challenge,
            },
            // A path without a folder is of the directory the program was started in, which may be any.
            Path.IsPathRooted(storage)
                ? Path.GetDirectoryName(storage)
                : null
        );
    }

    private AcmeChallenge? Challenge(StaticSetting acme)
    {
        if ((reader.Settings.Any("acme.dnsChallenge") ?? reader.Settings.Any("acme.dnsProvider")) is { } dns)
        {
            reader.Error(
                dns,
                "names are not proven by DNS; no certificate is asked for",
                "write [acme.httpChallenge] or [acme.tlsChallenge], or get the certificates elsewhere and name their files"
            );
            return null;
        }

        if (reader.Has("acme.httpChallenge"))
        {
            if (reader.Settings.Find("acme.httpChallenge.entryPoint") is not { } at)
                return AcmeChallenge.Http01;
            if (entryPoints.All(entryPoint => entryPoint.Name != at.Text))
                reader.Warn(
                    at,
                    $"there is no entry point {at.Text}; the challenge is answered on all",
                    "correct the name, and see that some entry point is reached at port 80"
                );
            return AcmeChallenge.Http01;
        }

        if (reader.Has("acme.tlsChallenge"))
            return AcmeChallenge.TlsAlpn01;
        reader.Error(
            acme,
            "it names no challenge; no certificate is asked for",
            "write [acme.httpChallenge] or [acme.tlsChallenge]"
        );
        return null;
    }

    private ImmutableArray<string> Hosts(IEnumerable<RouteConfig> routes)
    {
        var hosts = new List<string>();
        foreach (var (host, setting) in Domains())
        {
            if (host.StartsWith("*.", StringComparison.Ordinal))
                reader.Error(
                    setting,
                    $"{host} is a wildcard, which no challenge but that of DNS proves; it is left out",
                    "name each host"
                );
            else
                hosts.Add(host.ToLowerInvariant());
        }

        if (reader.Flag("acme.onHostRule"))
        {
            hosts.AddRange(routes.SelectMany(route => route.Hosts).Where(host => host[0] != '*'));
            if (reader.Has("kubernetes"))
                reader.Warn(
                    reader.Settings.Find("acme.onHostRule")!,
                    "hosts of Ingresses are not asked for: each replica would ask for all of them",
                    "let cert-manager write the Secrets of Ingresses, or list the hosts in [[acme.domains]]"
                );
        }

        return [.. hosts.Distinct(StringComparer.Ordinal)];
    }

    private IEnumerable<(string Host, StaticSetting Setting)> Domains()
    {
        for (var i = 0; ; i++)
        {
            var each = string.Create(CultureInfo.InvariantCulture, $"acme.domains.{i}");
            if (reader.Settings.Any(each) is not { } setting)
                break;
            foreach (var host in reader.List($"{each}.main").Concat(reader.List($"{each}.sans")))
                yield return (host, setting);
        }

        // On the command line: main, then its other names.
        if (reader.Settings.Find("acme.domains") is { Items.IsEmpty: false } flag)
        {
            foreach (var host in reader.List("acme.domains"))
                yield return (host, flag);
        }
    }
}
