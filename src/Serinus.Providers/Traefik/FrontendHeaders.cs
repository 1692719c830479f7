using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>The headers of a frontend: its own, and those for browsers that are the same for every request.</summary>
internal static class FrontendHeaders
{
    private static readonly (string Key, string Header, string Value)[] switches =
    [
        ("frameDeny", "X-Frame-Options", "DENY"),
        ("contentTypeNosniff", "X-Content-Type-Options", "nosniff"),
        ("browserXSSFilter", "X-XSS-Protection", "1; mode=block"),
    ];

    private static readonly (string Key, string Header)[] texts =
    [
        ("customFrameOptionsValue", "X-Frame-Options"),
        ("customBrowserXSSValue", "X-XSS-Protection"),
        ("contentSecurityPolicy", "Content-Security-Policy"),
        ("publicKey", "Public-Key-Pins"),
        ("referrerPolicy", "Referrer-Policy"),
    ];

    private static readonly string[] lost =
    [
        "allowedHosts",
        "hostsProxyHeaders",
        "SSLRedirect",
        "SSLTemporaryRedirect",
        "SSLHost",
        "SSLForceHost",
        "SSLProxyHeaders",
        "STSSeconds",
        "STSIncludeSubdomains",
        "STSPreload",
        "forceSTSHeader",
        "isDevelopment",
    ];

    /// <param name="map">The table.</param>
    /// <param name="warn">Takes key, message and cure of what is not honoured.</param>
    public static ImmutableArray<FilterConfig> Read(TomlMap map, Action<string, string, string> warn)
    {
        foreach (var key in lost.Where(map.Has))
            warn(key, "not honoured", "set it in front of the edge, where TLS ends, or in the application");
        var response = map.Texts("customResponseHeaders").ToList();
        foreach (var (key, header, value) in switches.Where(known => map.Flag(known.Key)))
            response.Add(KeyValuePair.Create(header, value));
        foreach (var (key, header) in texts)
        {
            if (map.Text(key) is { Length: > 0 } value)
            {
                response.RemoveAll(known => known.Key == header);
                response.Add(KeyValuePair.Create(header, value));
            }
        }

        var filters = ImmutableArray.CreateBuilder<FilterConfig>();
        if (Edit(map.Texts("customRequestHeaders")) is { } request)
            filters.Add(new FilterConfig { RequestHeaders = request });
        if (Edit(response) is { } edit)
            filters.Add(new FilterConfig { ResponseHeaders = edit });
        return filters.ToImmutable();
    }

    /// <summary>An empty value removes the header.</summary>
    private static HeaderEditConfig? Edit(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var all = headers.ToArray();
        return all.Length == 0
            ? null
            : new HeaderEditConfig
            {
                Remove = [.. all.Where(header => header.Value.Length == 0).Select(header => header.Key)],
                Set = [.. all.Where(header => header.Value.Length > 0)],
            };
    }
}
