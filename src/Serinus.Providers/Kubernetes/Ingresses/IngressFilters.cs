using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>What is done to the requests of an Ingress, path by path.</summary>
internal sealed class IngressFilters
{
    private readonly List<KeyValuePair<string, string>> requestHeaders;
    private readonly HeaderEditConfig? responseHeaders;
    private readonly HstsConfig? hsts;
    private readonly ImmutableArray<AllowConfig> allowed;
    private readonly Redirects redirects;
    private readonly string? host;
    private readonly bool isEndpointHost;
    private readonly bool isClosed;

    /// <summary>Reads the annotations of an Ingress.</summary>
    /// <param name="ingress">The Ingress.</param>
    /// <param name="reader">Its annotations.</param>
    /// <param name="passHostHeader">Whether the client's Host is forwarded where it does not say.</param>
    public IngressFilters(IngressObject ingress, AnnotationReader reader, bool passHostHeader)
    {
        var mayServe = reader.ReportOthers();
        Rule = RuleType.Read(reader);
        Modifier = PathModifier.Read(reader, Rule, out var isModifierBroken);
        redirects = Redirects.Read(reader, ingress);
        allowed = [.. Allowed(reader, out var isAllowBroken)];
        requestHeaders = HeaderEdits.Read(reader, "custom-request-headers");
        host = Host(reader);
        var response = HeaderEdits.Read(reader, "custom-response-headers");
        foreach (var header in SecurityHeaders.Read(reader))
        {
            response.RemoveAll(edit => edit.Key == header.Key);
            response.Add(header);
        }

        responseHeaders = HeaderEdits.Config(response);
        hsts = SecurityHeaders.StrictTransport(reader);
        isEndpointHost = !(reader.Flag("preserve-host") ?? passHostHeader);
        isClosed = !mayServe || !Rule.IsKnown || isModifierBroken || isAllowBroken || redirects.IsBroken;
    }

    /// <summary>What paths without a type mean.</summary>
    public RuleType Rule { get; }

    /// <summary>The change of the path, or null.</summary>
    public PathModifier? Modifier { get; }

    /// <summary>The filters of a host and path.</summary>
    public ImmutableArray<FilterConfig> Of(RouteKey key)
    {
        var path = key.Path;
        if (isClosed)
            return
            [
                new FilterConfig
                {
                    Respond = new RespondConfig { Status = 503, Body = "Service Unavailable" },
                },
            ];
        var filters = ImmutableArray.CreateBuilder<FilterConfig>();
        filters.AddRange(allowed.Select(allow => new FilterConfig { Allow = allow }));
        filters.AddRange(redirects.Filters(key));
        var request = new List<KeyValuePair<string, string>>(requestHeaders);
        if (Rule.Strips && path.Value != "/")
        {
            request.RemoveAll(edit => edit.Key == "X-Forwarded-Prefix");
            request.Add(new("X-Forwarded-Prefix", path.Value));
        }

        if (HeaderEdits.Config(request) is { } edits)
            filters.Add(new FilterConfig { RequestHeaders = edits });
        foreach (var rewrite in Rewrites(path))
            filters.Add(new FilterConfig { Rewrite = rewrite });
        if (responseHeaders is not null)
            filters.Add(new FilterConfig { ResponseHeaders = responseHeaders });
        if (hsts is not null)
            filters.Add(new FilterConfig { Hsts = hsts });
        return filters.ToImmutable();
    }

    private IEnumerable<RewriteConfig> Rewrites(RoutePath path)
    {
        if (host is not null)
            yield return new RewriteConfig { Host = host };
        else if (isEndpointHost)
            yield return new RewriteConfig { EndpointHost = true };
        if (Rule.Strips && Modifier is { Kind: "AddPrefix" } && path.Value != "/")
        {
            // First stripped, then put in front: what was matched gives way to the prefix.
            yield return new RewriteConfig { Path = Modifier.InPlaceOf(Stripped(path)) };
            yield break;
        }

        if (Rule.Strips && path.Value != "/")
            yield return new RewriteConfig { Path = Stripped(path) };
        if (Rule.Replaces)
            yield return new RewriteConfig
            {
                OriginalPathHeader = "X-Replaced-Path",
                Path = new PathRewriteConfig { Full = path.Value },
            };
        if (Modifier is not null)
            yield return new RewriteConfig
            {
                OriginalPathHeader = Modifier.Kind == "AddPrefix" ? null : "X-Replaced-Path",
                Path = Modifier.Rewrite(path.Value),
            };
    }

    private static PathRewriteConfig Stripped(RoutePath path) =>
        path.Kind switch
        {
            PathKind.Prefix => new PathRewriteConfig { Prefix = "/" },
            PathKind.Exact => new PathRewriteConfig { Full = "/" },
            _ => new PathRewriteConfig { Regex = $"^{Regex.Escape(path.Value.TrimEnd('/'))}/?", Replacement = "/" },
        };

    /// <summary>Networks that may come in; what cannot be read lets nobody in.</summary>
    private static List<AllowConfig> Allowed(AnnotationReader reader, out bool isBroken)
    {
        isBroken = false;
        var lists = new List<AllowConfig>();
        Annotation?[] given =
        [
            reader.Text("whitelist-source-range"),
            reader.Find(AnnotationPrefixes.Nginx, "whitelist-source-range"),
            reader.Find(AnnotationPrefixes.Nginx, "allowlist-source-range"),
        ];
        foreach (var found in given)
        {
            if (found is null)
                continue;
            var networks = AnnotationReader.Items(found.Value);
            var areNetworks = NetworkSet.TryParse(networks, out _, out var bad);
            if (areNetworks && !networks.IsEmpty)
            {
                lists.Add(new AllowConfig { From = networks });
                continue;
            }

            isBroken = true;
            var what = areNetworks ? "it names no network" : $"{ObjectProblems.Shown(networks[bad])} is no network";
            reader.Problems.Error(
                found.Field,
                $"{what}; the routes answer 503, because without it they would be open",
                "write networks such as 10.0.0.0/8 with commas between them"
            );
        }

        return lists;
    }

    /// <summary>A Host among the request headers is where the request says it goes, and so a rewrite.</summary>
    private string? Host(AnnotationReader reader)
    {
        var at = requestHeaders.FindIndex(edit => edit.Key == "Host");
        if (at < 0)
            return null;
        var value = requestHeaders[at].Value;
        requestHeaders.RemoveAt(at);
        if (HostNames.IsAuthority(value))
            return value;
        reader.Problems.Warn(
            reader.Text("custom-request-headers")!.Field,
            $"{ObjectProblems.Shown(value)} is no host, so the client's is forwarded",
            "write a name with optional port"
        );
        return null;
    }
}
