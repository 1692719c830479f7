using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>The annotations of Traefik 1.7.</summary>
internal static class TraefikAnnotations
{
    private const string NoAuthentication =
        "let an authenticating proxy in front of the service, or the service itself, check users, and remove the annotation";

    private const string ShownToEndpoints =
        "name the Secret of the certificate that endpoints are to be shown in nginx.ingress.kubernetes.io/proxy-ssl-secret";

    public static ImmutableArray<AnnotationEntry> Entries { get; } =
    [
        Ingress("service-weights"),
        Ingress("frontend-entry-points", "traefik.frontend.entryPoints"),
        Ingress("preserve-host", "traefik.frontend.passHostHeader"),
        Unheeded("pass-tls-cert", ShownToEndpoints, "traefik.frontend.passTLSCert"),
        Ingress("priority", "traefik.frontend.priority"),
        Ingress("rule-type", "traefik.frontend.rule.type"),
        Ingress("rewrite-target"),
        Ingress("request-modifier"),
        Ingress("app-root"),
        Ingress("redirect-entry-point", "traefik.frontend.redirect.entrypoint"),
        Ingress("redirect-regex", "traefik.frontend.redirect.regex"),
        Ingress("redirect-replacement", "traefik.frontend.redirect.replacement"),
        Ingress("redirect-permanent"),
        Ingress("whitelist-source-range"),
        Different(
            "whitelist-x-forwarded-for",
            "the client's address comes from X-Forwarded-For when the peer is in trustedNetworks, for every route alike; set trustedNetworks and remove the annotation"
        ),
        Unheeded("rate-limit", "limit the rate in front of the edge or in the service, and remove the annotation"),
        Unheeded("error-pages", "let the service answer with its own pages, and remove the annotation"),
        Closing("auth-type"),
        Closing("auth-secret"),
        Closing("auth-realm"),
        Closing("auth-remove-header"),
        Closing("auth-header-field"),
        Closing("auth-url"),
        Closing("auth-trust-headers"),
        Closing("auth-response-headers"),
        Closing("auth-tls-secret"),
        Closing("auth-tls-insecure"),
        Ingress("protocol"),
        Ingress("custom-request-headers"),
        Ingress("custom-response-headers"),
        Different(
            "ssl-proxy-headers",
            "whether a request came by TLS is read from X-Forwarded-Proto when the peer is in trustedNetworks; set trustedNetworks and remove the annotation"
        ),
        Unheeded(
            "allowed-hosts",
            "remove it: a route takes only the hosts of its rule, so name the hosts in spec.rules"
        ),
        Unheeded("proxy-headers", "remove it: X-Forwarded-Host is believed from trustedNetworks alone"),
        Ingress("ssl-redirect"),
        Ingress("ssl-temporary-redirect"),
        Ingress("ssl-host"),
        Different("ssl-force-host", "ssl-host is always used for the redirect when it is given; remove the annotation"),
        Ingress("hsts-max-age"),
        Ingress("hsts-include-subdomains"),
        Ingress("hsts-preload"),
        Ingress("force-hsts"),
        Ingress("frame-deny"),
        Ingress("custom-frame-options-value"),
        Ingress("content-type-nosniff"),
        Ingress("browser-xss-filter"),
        Ingress("custom-browser-xss-value"),
        Ingress("content-security-policy"),
        Ingress("public-key"),
        Ingress("referrer-policy"),
        Unheeded("is-development", "remove it, and remove the annotations it is to switch off"),
        Service("affinity", "traefik.backend.loadbalancer.stickiness"),
        Service("session-cookie-name", "traefik.backend.loadbalancer.stickiness.cookieName"),
        new(
            "traefik.backend.loadbalancer.sticky",
            AnnotationPrefixes.None,
            AnnotationTarget.Service,
            AnnotationFate.HonouredDifferently,
            "it works as affinity does; write traefik.ingress.kubernetes.io/affinity in its place"
        ),
        Service("load-balancer-method", "traefik.backend.loadbalancer.method"),
        OnService(
            "circuit-breaker-expression",
            "remove it: endpoints that fail are ejected one by one, and a canary that fails is replayed on stable",
            "traefik.backend.circuitbreaker"
        ),
        OnService("max-conn-amount", "limit requests in flight for the whole edge by limits.inFlightMax"),
        OnService("max-conn-extractor-func", "limit requests in flight for the whole edge by limits.inFlightMax"),
        Service("buffering", null),
    ];

    private static AnnotationEntry Ingress(string name, string? legacy = null) =>
        new(name, AnnotationPrefixes.Traefik, AnnotationTarget.Ingress, AnnotationFate.Honoured, "", legacy);

    private static AnnotationEntry Service(string name, string? legacy) =>
        new(name, AnnotationPrefixes.Traefik, AnnotationTarget.Service, AnnotationFate.Honoured, "", legacy);

    private static AnnotationEntry Different(string name, string advice) =>
        new(name, AnnotationPrefixes.Traefik, AnnotationTarget.Ingress, AnnotationFate.HonouredDifferently, advice);

    private static AnnotationEntry Unheeded(string name, string advice, string? legacy = null) =>
        new(name, AnnotationPrefixes.Traefik, AnnotationTarget.Ingress, AnnotationFate.NotHonoured, advice, legacy);

    private static AnnotationEntry OnService(string name, string advice, string? legacy = null) =>
        new(name, AnnotationPrefixes.Traefik, AnnotationTarget.Service, AnnotationFate.NotHonoured, advice, legacy);

    private static AnnotationEntry Closing(string name) =>
        new(name, AnnotationPrefixes.Traefik, AnnotationTarget.Ingress, AnnotationFate.NotHonoured, NoAuthentication)
        {
            ClosesRoutes = true,
        };
}
