using System.Collections.Immutable;
using System.Globalization;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>A frontend becomes a route, or one for each of its paths. One that asks for a login answers 503: it keeps everybody out.</summary>
internal sealed class FrontendTranslator(
    StaticReader reader,
    ImmutableArray<EntryPoint> entryPoints,
    ImmutableArray<string> defaults,
    IReadOnlyDictionary<string, ImmutableArray<BackendConfig>> arms,
    bool ranked
)
{
    private static readonly TimeSpan standardDialTime = TimeSpan.FromSeconds(30);

    private static readonly (string Key, string Loss, string Cure)[] lost =
    [
        ("errors", "error pages are not replaced", "let the application send them"),
        ("ratelimit", "requests are not limited", "limit them in front of or behind the edge"),
        ("passTLSCert", "client certificates are not passed on", "remove it"),
        ("passTLSClientCert", "client certificates are not passed on", "remove it"),
    ];

    /// <summary>The routes of a frontend; none when it cannot be understood.</summary>
    public ImmutableArray<RouteConfig> Translate(string name, TomlMap map)
    {
        var rules = (map.Map("routes")?.Maps ?? []).Select(route => route.Map.Text("rule") ?? "").ToArray();
        var (rule, trouble) = RuleParser.Parse(rules);
        if (rules.Length == 0)
            trouble = "it has no rule";
        foreach (var (key, loss, cure) in lost)
        {
            if (map.Has(key))
                Report(Severity.Warning, name, key, map, $"not honoured: {loss}", cure);
        }

        var template = Template(name, map);
        if (rule is not null && trouble is null)
            trouble = TroubleOfPath(rule);
        if (template is null || trouble is not null || rule is null)
        {
            if (trouble is not null)
                Report(Severity.Error, name, "routes", map, trouble, "correct the rule; the frontend is left out");
            return [];
        }

        foreach (var (path, place) in map.Unasked)
            reader.Report(Severity.Warning, Id(name), path, place, "there is no such setting", "remove it");
        return Routes(template, rule);
    }

    private RouteConfig? Template(string name, TomlMap map)
    {
        var backend = map.Text("backend");
        if (backend is null || !arms.TryGetValue(backend, out var shares))
            shares = [new BackendConfig { Service = backend ?? "" }];
        var own = map.List("entryPoints");
        var priority = map.Whole("priority") ?? 0;
        var filters = Filters(name, map);
        if (filters is null)
            return null;
        return new RouteConfig
        {
            Name = name,
            Listeners = own.IsEmpty ? defaults : own,
            Priority = priority,
            Backends = shares,
            Filters = filters.Value,
            Retry = Retry(),
            Timeouts = new TimeoutsConfig
            {
                Connect = reader.Duration("forwardingTimeouts.dialTimeout") ?? standardDialTime,
                FirstByte = reader.Duration("forwardingTimeouts.responseHeaderTimeout") ?? TimeSpan.Zero,
            },
            Origin = new Origin(map.Place.Source, [("", map.Place.Line, map.Place.Column)]),
        };
    }

    // There the number counts all tries, the first included.
    private RetryConfig Retry() =>
        reader.Whole("retry.attempts") is { } tries
            ? new RetryConfig { Attempts = Math.Max(0, tries - 1) }
            : new RetryConfig();

    /// <summary>What keeps everybody out where nobody could be kept out alone.</summary>
    private static ImmutableArray<FilterConfig> Closed =>
        [
            new FilterConfig
            {
                Respond = new RespondConfig { Status = 503, Body = "Service Unavailable" },
            },
        ];

    // One below the most there is: that is for routes that close an entry point.
    private const int PriorityMax = 999_999;

    private ImmutableArray<FilterConfig>? Filters(string name, TomlMap map)
    {
        if (map.Has("auth") || map.Has("basicAuth"))
        {
            Report(
                Severity.Error,
                name,
                "auth",
                map,
                "its login is not honoured yet, so it answers 503 to everything",
                "check logins in front of or behind the edge and remove it"
            );
            return Closed;
        }

        var filters = ImmutableArray.CreateBuilder<FilterConfig>();
        var white = map.Map("whiteList");
        var allowed = white?.List("sourceRange") ?? [];
        if (white?.Flag("useXForwardedFor") == true)
            Report(
                Severity.Warning,
                name,
                "whiteList.useXForwardedFor",
                map,
                "not honoured: X-Forwarded-For counts only when a trusted network sends it",
                "list the balancers in forwardedHeaders.trustedIPs of the entry point"
            );
        if (map.List("whitelistSourceRange") is { IsEmpty: false } legacy && allowed.IsEmpty)
            allowed = legacy;
        if (allowed.IsEmpty && white is not null)
        {
            Report(
                Severity.Error,
                name,
                "whiteList",
                map,
                "its list names no network, so it answers 503 to everything",
                "list the networks in sourceRange"
            );
            return Closed;
        }

        if (!allowed.IsEmpty)
            filters.Add(new FilterConfig { Allow = new AllowConfig { From = allowed } });
        if (map.Map("redirect") is { } redirect)
        {
            var (made, trouble) = RedirectReader.Read(
                redirect.Text("entryPoint"),
                redirect.Text("regex"),
                redirect.Text("replacement"),
                redirect.Flag("permanent"),
                entryPoints
            );
            if (made is null)
            {
                Report(
                    Severity.Error,
                    name,
                    "redirect",
                    redirect,
                    $"its redirect cannot be made: {trouble}",
                    "correct it; until then it answers 503 to everything"
                );
                return Closed;
            }

            filters.Add(new FilterConfig { Redirect = made });
        }

        if (map.Map("headers") is { } headers)
            filters.AddRange(
                FrontendHeaders.Read(
                    headers,
                    (key, message, cure) => Report(Severity.Warning, name, $"headers.{key}", headers, message, cure)
                )
            );
        if (map.Has("passHostHeader") && !map.Flag("passHostHeader"))
            filters.Add(new FilterConfig { Rewrite = new RewriteConfig { EndpointHost = true } });
        return filters.ToImmutable();
    }

    private ImmutableArray<RouteConfig> Routes(RouteConfig template, FrontendRule rule)
    {
        var matched = template with
        {
            Priority =
                template.Priority > 0 ? Math.Min(template.Priority, PriorityMax)
                : ranked ? rule.Length
                : 0,
            Hosts = rule.Hosts,
            OneLabelWildcards = rule.OneLabelWildcards && rule.Hosts.Any(host => host[0] == '*'),
            Methods = rule.Methods,
            Headers = rule.Headers,
            Query = rule.Query,
        };
        var paths = rule.Paths.IsEmpty ? [(null, null)] : rule.Paths;
        return
        [
            .. paths.Select(
                (path, i) =>
                    matched with
                    {
                        Name = i == 0 ? template.Name : Numbered(template.Name, i + 1),
                        Path = path.Path,
                        Filters = WithPath(template.Filters, rule, path.Path, path.Strip),
                    }
            ),
        ];
    }

    private static string Numbered(string name, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} ({number})");

    /// <summary>Modifiers apply as strip, add, replace by expression, replace, whatever their order in the rule.</summary>
    private static ImmutableArray<FilterConfig> WithPath(
        ImmutableArray<FilterConfig> filters,
        FrontendRule rule,
        PathConfig? path,
        string? strip
    )
    {
        const string Replaced = "X-Replaced-Path";
        RewriteConfig? rewrite = null;
        if (rule.ReplacePath is { } full)
            rewrite = new RewriteConfig
            {
                Path = new PathRewriteConfig { Full = full },
                OriginalPathHeader = Replaced,
            };
        else if (rule.ReplacePathRegex is var (regex, replacement))
            rewrite = new RewriteConfig
            {
                Path = new PathRewriteConfig { Regex = regex, Replacement = replacement },
                OriginalPathHeader = Replaced,
            };
        else if (strip is not null || rule.AddPrefix is not null)
            rewrite = new RewriteConfig
            {
                Path = new PathRewriteConfig
                {
                    Regex = $"^{strip}/?",
                    Replacement = $"{rule.AddPrefix?.TrimEnd('/')}/",
                },
            };
        if (rewrite is null)
            return filters;
        var host = filters.FirstOrDefault(filter => filter.Rewrite is not null);
        if (host is not null)
        {
            filters = filters.Remove(host);
            rewrite = rewrite with { EndpointHost = true };
        }

        if (strip is not null && path is { Kind: not PathKind.Regex })
            filters = filters.Add(
                new FilterConfig
                {
                    RequestHeaders = new HeaderEditConfig
                    {
                        Set = [KeyValuePair.Create("X-Forwarded-Prefix", path.Value)],
                    },
                }
            );
        return filters.Add(new FilterConfig { Rewrite = rewrite });
    }

    private static string? TroubleOfPath(FrontendRule rule) =>
        rule is { ReplacePathRegex: not null, ReplacePath: null }
        && (rule.AddPrefix is not null || rule.Paths.Any(path => path.Strip is not null))
            ? "ReplacePathRegex together with a strip or AddPrefix is not honoured; write it as one expression"
        : rule.AddPrefix?.Contains('$', StringComparison.Ordinal) == true
            ? $"AddPrefix \"{rule.AddPrefix}\" holds a $, which is not honoured"
        : null;

    private static ObjectId Id(string name) => new(ObjectId.Route, name);

    private void Report(Severity severity, string name, string key, TomlMap map, string message, string cure) =>
        reader.Report(severity, Id(name), key, map.Place, message, cure);
}
