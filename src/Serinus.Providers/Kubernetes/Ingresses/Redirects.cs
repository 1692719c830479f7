using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Redirects that annotations ask for.</summary>
/// <param name="AppRoot">Where <c>/</c> leads, or null.</param>
/// <param name="ByUrl">The redirect of every other path, or null.</param>
/// <param name="Secure">The redirect from http to https, or null.</param>
/// <param name="Nginx">When ingress-nginx would redirect to https.</param>
/// <param name="IsBroken">Whether one cannot be read; the routes must then not be served.</param>
internal sealed record Redirects(
    string? AppRoot,
    RedirectConfig? ByUrl,
    RedirectConfig? Secure,
    NginxRedirect Nginx,
    bool IsBroken
)
{
    // Scheme and host with optional port of a URL; an IPv6 address stands in brackets.
    private const string Authority = @"://(\[[^\]]*\]|[^/:?]+)(?::[0-9]+)?";

    /// <summary>Reads the annotations of an Ingress.</summary>
    public static Redirects Read(AnnotationReader reader, IngressObject ingress)
    {
        var status = reader.Flag("redirect-permanent") ?? false ? 301 : 302;
        var byUrl = EntryPoint(reader, status, out var isEntryPointBroken);
        var byPattern = Pattern(reader, status, out var isPatternBroken);
        var secure = Secured(reader, out var isSecureBroken);
        var nginx = NginxRedirect.Read(reader, ingress);
        return new Redirects(
            AppRootOf(reader),
            byUrl ?? byPattern,
            secure,
            nginx,
            isEntryPointBroken || isPatternBroken || isSecureBroken || nginx.IsBroken
        );
    }

    /// <summary>The filters of a host and path, in the order they are asked.</summary>
    public IEnumerable<FilterConfig> Filters(RouteKey key)
    {
        if (AppRoot is { } root && key.Path.Value == "/")
            yield return new FilterConfig
            {
                Redirect = new RedirectConfig
                {
                    Regex = @"^(https?://[^/]+)/$",
                    Replacement = $"$1/{PathModifier.Literal(root.TrimStart('/'))}",
                },
            };
        if (ByUrl is not null)
            yield return new FilterConfig { Redirect = ByUrl };
        if ((Secure ?? Nginx.For(key.Host)) is { } secure)
            yield return new FilterConfig { Redirect = secure };
    }

    private static string? AppRootOf(AnnotationReader reader)
    {
        if (reader.Text("app-root") is not { } found)
            return null;
        if (RoutePath.Normal(found.Value) is { } normal)
            return normal;
        reader.Problems.Warn(
            found.Field,
            $"{ObjectProblems.Shown(found.Value)} is no path, so / is not redirected",
            "begin it with /"
        );
        return null;
    }

    private static RedirectConfig? EntryPoint(AnnotationReader reader, int status, out bool isBroken)
    {
        isBroken = false;
        if (reader.Text("redirect-entry-point") is not { } found)
            return null;
        switch (found.Value)
        {
            case "https":
                return ToScheme("http", "https", "$1", status);
            case "http":
                return ToScheme("https", "http", "$1", status);
            default:
                isBroken = true;
                reader.Problems.Error(
                    found.Field,
                    $"it is not known which scheme and port entry point {ObjectProblems.Shown(found.Value)} has; the routes answer 503",
                    "write http or https, or redirect-regex with redirect-replacement"
                );
                return null;
        }
    }

    private static RedirectConfig? Pattern(AnnotationReader reader, int status, out bool isBroken)
    {
        isBroken = false;
        var regex = reader.Text("redirect-regex");
        var replacement = reader.Text("redirect-replacement");
        if (regex is null && replacement is null)
            return null;
        if (regex is null || replacement is null)
        {
            var lone = (regex ?? replacement)!;
            reader.Problems.Warn(
                lone.Field,
                "a redirect needs both redirect-regex and redirect-replacement, so there is none",
                "write both, or neither"
            );
            return null;
        }

        if (Patterns.Trouble(regex.Value, replacement.Value) is { } trouble)
        {
            isBroken = true;
            reader.Problems.Error(regex.Field, $"{trouble}; the routes answer 503", "correct the pattern");
            return null;
        }

        return new RedirectConfig
        {
            Regex = regex.Value,
            Replacement = replacement.Value,
            Status = status,
        };
    }

    private static RedirectConfig? Secured(AnnotationReader reader, out bool isBroken)
    {
        var isWanted = reader.Guard(AnnotationPrefixes.Traefik, "ssl-redirect", out isBroken) ?? false;
        var isTemporary =
            reader.Guard(AnnotationPrefixes.Traefik, "ssl-temporary-redirect", out var isTemporaryBroken) ?? false;
        isBroken |= isTemporaryBroken;
        if (isTemporary && !isWanted)
            reader.Problems.Warn(
                reader.Find(AnnotationPrefixes.Traefik, "ssl-temporary-redirect")!.Field,
                "it only says the status of ssl-redirect, which is not set",
                "set ssl-redirect to \"true\" too, or remove it"
            );
        if (!isWanted)
            return null;
        var host = "$1";
        if (reader.Text("ssl-host") is { } found)
        {
            host = PathModifier.Literal(found.Value);
            if (!HostNames.IsAuthority(found.Value))
            {
                isBroken = true;
                reader.Problems.Error(
                    found.Field,
                    $"{ObjectProblems.Shown(found.Value)} is no host; the routes answer 503",
                    "write a name with optional port"
                );
            }
        }

        return ToScheme("http", "https", host, isTemporary ? 307 : 301);
    }

    /// <summary>From one scheme to another, on its own port.</summary>
    public static RedirectConfig ToScheme(string from, string to, string host, int status) =>
        new()
        {
            Regex = $"^{from}{Authority}",
            Replacement = $"{to}://{host}",
            Status = status,
        };
}
