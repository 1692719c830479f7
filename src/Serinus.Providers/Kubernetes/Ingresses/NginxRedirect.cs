using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>When ingress-nginx sends clients from http to https: always where it is forced to, else for hosts with a certificate, unless told not to.</summary>
/// <param name="IsForced">Whether all hosts are redirected.</param>
/// <param name="IsWanted">Whether hosts with a certificate are.</param>
/// <param name="Certificates">What the Ingress says of certificates.</param>
/// <param name="IsBroken">Whether an annotation cannot be read; the routes must then not be served.</param>
internal sealed record NginxRedirect(
    bool IsForced,
    bool IsWanted,
    IReadOnlyList<IngressTls> Certificates,
    bool IsBroken
)
{
    private const string Class = "nginx";

    /// <summary>Reads the annotations of an Ingress.</summary>
    public static NginxRedirect Read(AnnotationReader reader, IngressObject ingress)
    {
        var isForced = reader.Guard(AnnotationPrefixes.Nginx, "force-ssl-redirect", out var isForceBroken);
        var isSaid = reader.Find(AnnotationPrefixes.Nginx, "ssl-redirect") is not null;
        var isAsked = reader.Guard(AnnotationPrefixes.Nginx, "ssl-redirect", out var isBroken);
        return new NginxRedirect(
            isForced ?? false,
            isSaid ? isAsked ?? false : IsOfNginx(ingress),
            ingress.Tls,
            isForceBroken || isBroken
        );
    }

    /// <summary>The redirect of a host, or null.</summary>
    public RedirectConfig? For(string host) =>
        IsForced || (IsWanted && Certificates.Any(tls => tls.Hosts.IsEmpty || tls.Hosts.Any(one => Covers(one, host))))
            ? Redirects.ToScheme("http", "https", "$1", 308)
            : null;

    /// <summary>Whether what is not said means what it means to ingress-nginx: by its class, or as nobody else's annotations are there.</summary>
    private static bool IsOfNginx(IngressObject ingress)
    {
        var named = ingress.Meta.Annotations.GetValueOrDefault(OwnAnnotations.Class) ?? ingress.ClassName;
        if (named == Class)
            return true;
        var names = ingress.Meta.Annotations.Keys;
        return names.Any(name => name.StartsWith(AnnotationPrefixTexts.Nginx, StringComparison.Ordinal))
            && !names.Any(name =>
                AnnotationCatalog.Find(name, AnnotationTarget.Ingress) is { Prefixes: AnnotationPrefixes.Traefik }
            );
    }

    private static bool Covers(string name, string host) =>
        name.Equals(host, StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("*.", StringComparison.Ordinal)
            && host.IndexOf('.', StringComparison.Ordinal) is var dot
            && dot > 0
            && host.AsSpan(dot).Equals(name.AsSpan(1), StringComparison.OrdinalIgnoreCase);
}
