using System.Collections.Immutable;
using System.Globalization;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>
/// A backend becomes a service. Endpoints of a service share alike, so servers of different weights become a service for each weight,
/// and the route splits between them by weight and number: every server gets its exact part.
/// </summary>
internal sealed class BackendTranslator(StaticReader reader, UpstreamTlsConfig upstreamTls)
{
    private const int StandardIdleConnections = 200;
    private static readonly TimeSpan standardCheckInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan checkTimeout = TimeSpan.FromSeconds(5);

    private static readonly (string Key, string Loss, string Cure)[] lost =
    [
        ("circuitBreaker", "there is no circuit breaker", "endpoints that fail are ejected by themselves; remove it"),
        ("maxConn", "connections are not limited per client here", "limit them in front of or behind the edge"),
        ("buffering", "bodies are streamed, never buffered", "remove it"),
        ("responseForwarding", "responses are sent on at once", "remove it"),
    ];

    /// <summary>The services of a backend, and the weighted arms of routes that lead to it.</summary>
    public (ImmutableArray<ServiceConfig> Services, ImmutableArray<BackendConfig> Arms) Translate(
        string name,
        TomlMap map
    )
    {
        foreach (var (key, loss, cure) in lost)
        {
            if (map.Has(key))
                Warn(name, map, key, $"not honoured: {loss}", cure);
        }

        var servers = Servers(name, map);
        var template = new ServiceConfig
        {
            Name = name,
            Session = Session(name, map, servers),
            Health = Health(name, map),
            Tls = servers.Exists(server => IsSecure(server.Url)) ? upstreamTls : new UpstreamTlsConfig(),
            Pool = new PoolConfig { IdleMax = reader.Whole("maxIdleConnsPerHost") ?? StandardIdleConnections },
            Origin = new Origin(map.Place.Source, [("", map.Place.Line, map.Place.Column)]),
        };
        NameUnknown(name, map);
        var groups = servers.GroupBy(server => server.Weight).OrderByDescending(group => group.Key).ToArray();
        if (groups.Length <= 1)
            return (
                [template with { Endpoints = [.. servers.Select(server => new EndpointConfig(server.Url))] }],
                [new BackendConfig { Service = name, Weight = groups is [{ Key: 0 }] ? 0 : 1 }]
            );
        var services = groups.Select(group =>
            template with
            {
                Name = NameOf(name, group.Key),
                Endpoints = [.. group.Select(server => new EndpointConfig(server.Url))],
            }
        );
        var arms = groups.Select(group => new BackendConfig
        {
            Service = NameOf(name, group.Key),
            Weight = group.Key * group.Count(),
        });
        return ([.. services], [.. arms]);
    }

    private static bool IsSecure(string url) => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static string NameOf(string name, int weight) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} (weight {weight})");

    private List<(string Url, int Weight)> Servers(string name, TomlMap map)
    {
        var servers = new List<(string, int)>();
        foreach (var (key, server) in map.Map("servers")?.Maps ?? [])
        {
            var weight = server.Has("weight") ? server.Whole("weight") : 1;
            if (server.Text("url") is not { } url)
                Error(name, server, $"servers.{key}", "it has no url", "write one, such as http://10.0.0.1:80");
            else if (weight is not >= 0)
                Error(
                    name,
                    server,
                    $"servers.{key}.weight",
                    $"\"{server.Text("weight")}\" is no weight",
                    "write 0 or more"
                );
            else
                servers.Add((url.TrimEnd('/'), weight.Value));
        }

        return servers;
    }

    private SessionConfig? Session(string name, TomlMap map, List<(string Url, int Weight)> servers)
    {
        if (map.Map("loadBalancer") is not { } balance)
            return null;
        if (balance.Text("method") is { } method && !method.Equals("wrr", StringComparison.OrdinalIgnoreCase))
            Warn(
                name,
                balance,
                "loadBalancer.method",
                $"{method} is not honoured: servers get what their weights say",
                "write wrr"
            );
        var stickiness = balance.Map("stickiness");
        if (stickiness is null && !balance.Flag("sticky"))
            return null;
        if (servers.Select(server => server.Weight).Distinct().Count() > 1)
            Warn(
                name,
                balance,
                "loadBalancer.stickiness",
                "servers of different weights are chosen between anew for every request; only among those of one weight a client stays",
                "give the servers one weight"
            );
        var cookie = stickiness?.Text("cookieName");
        return new SessionConfig { Cookie = string.IsNullOrEmpty(cookie) ? null : CookieName(cookie) };
    }

    // RFC 6265 §4.1.1: a cookie's name is a token.
    private static string CookieName(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c) ? c : '_'));

    private HealthCheckConfig? Health(string name, TomlMap map)
    {
        if (map.Map("healthCheck") is not { } check || check.Text("path") is not { Length: > 0 } path)
            return null;
        foreach (var key in (string[])["port", "scheme", "headers"])
        {
            if (check.Has(key))
                Warn(
                    name,
                    check,
                    $"healthCheck.{key}",
                    "not honoured: endpoints are checked where they serve",
                    "remove it"
                );
        }

        var interval = standardCheckInterval;
        if (check.Text("interval") is { } text)
        {
            if (GoValue.TryDuration(text, out var own))
                interval = own;
            else
                Error(name, check, "healthCheck.interval", $"\"{text}\" is no duration", "write one such as 30s");
        }
        else if (reader.Duration("healthcheck.interval") is { } all)
        {
            interval = all;
        }

        return new HealthCheckConfig
        {
            Path = path[0] == '/' ? path : "/" + path,
            Host = check.Text("hostname"),
            Interval = interval,
            Timeout = checkTimeout,
            HealthyThreshold = 1,
            UnhealthyThreshold = 1,
        };
    }

    private void NameUnknown(string name, TomlMap map)
    {
        foreach (var (path, place) in map.Unasked)
            reader.Report(Severity.Warning, Id(name), path, place, "there is no such setting", "remove it");
    }

    private static ObjectId Id(string name) => new(ObjectId.Service, name);

    private void Warn(string name, TomlMap map, string key, string message, string cure) =>
        reader.Report(Severity.Warning, Id(name), key, map.Place, message, cure);

    private void Error(string name, TomlMap map, string key, string message, string cure) =>
        reader.Report(Severity.Error, Id(name), key, map.Place, message, cure);
}
