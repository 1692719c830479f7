using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Annotations;

/// <summary>The annotations of ingress-nginx in common use: those of its canaries are honoured, the others are named with what to do instead.</summary>
internal static class NginxAnnotations
{
    public const string Canary = "canary";
    public const string ByHeader = "canary-by-header";
    public const string ByHeaderValue = "canary-by-header-value";
    public const string ByHeaderPattern = "canary-by-header-pattern";
    public const string ByCookie = "canary-by-cookie";
    public const string Weight = "canary-weight";
    public const string WeightTotal = "canary-weight-total";

    private const string NoAuthentication =
        "let an authenticating proxy in front of the service, or the service itself, check users, and remove the annotation";

    private const string Snippet =
        "express it with annotations that are honoured: configuration of nginx has no meaning here";
    private const string Timeouts = "remove it: the edge's own time limits apply";
    private const string Buffers = "remove it: bodies are streamed and never stored on disk";
    private const string UpstreamTls =
        "remove it: TLS 1.2 and 1.3 are spoken to endpoints, with the cipher suites of the system's policy";
    private const string ClientTls =
        "ask for client certificates under tls.hosts of the listener, with clientAuthorityFile, and remove the annotation";
    private const string Cors = "let the service answer preflight requests and set Access-Control headers";
    private const string Limits = "limit the rate in front of the edge or in the service";

    public static ImmutableArray<AnnotationEntry> Entries { get; } =
    [
        .. Honoured(
            Canary,
            ByHeader,
            ByHeaderValue,
            ByHeaderPattern,
            ByCookie,
            Weight,
            WeightTotal,
            "whitelist-source-range",
            "allowlist-source-range",
            "backend-protocol",
            "proxy-ssl-secret",
            "proxy-ssl-verify",
            "proxy-ssl-name",
            "proxy-ssl-server-name",
            "ssl-redirect",
            "force-ssl-redirect"
        ),
        .. Closing(
            NoAuthentication,
            "auth-type",
            "auth-secret",
            "auth-secret-type",
            "auth-url",
            "auth-signin",
            "satisfy"
        ),
        .. Closing(ClientTls, "auth-tls-secret", "auth-tls-match-cn"),
        .. Closing(ClientTls, "auth-tls-verify-client").Select(entry => entry with { Harmless = "off" }),
        .. Closing(
                "relay its host by a stream route of a tcp listener, in a file for --config, and remove the annotation",
                "ssl-passthrough"
            )
            .Select(entry => entry with { Harmless = "false" }),
        .. Closing(
            "name the networks that may come in by whitelist-source-range, and remove the annotation",
            "denylist-source-range"
        ),
        .. Unheeded(
            NoAuthentication,
            "auth-realm",
            "auth-method",
            "auth-response-headers",
            "auth-cache-key",
            "enable-global-auth"
        ),
        .. Unheeded(
            "write traefik.ingress.kubernetes.io/rewrite-target, which puts its value in place of the path's prefix",
            "rewrite-target",
            "use-regex"
        ),
        .. Unheeded("write traefik.ingress.kubernetes.io/app-root in its place", "app-root"),
        .. Unheeded(
            "write traefik.ingress.kubernetes.io/redirect-regex and redirect-replacement in its place",
            "permanent-redirect",
            "permanent-redirect-code",
            "temporal-redirect",
            "from-to-www-redirect"
        ),
        .. Unheeded(
            "write traefik.ingress.kubernetes.io/affinity: \"true\" on the Service, or serinus.dev/cohort on the Ingress",
            "affinity",
            "affinity-mode",
            "affinity-canary-behavior",
            "session-cookie-name",
            "session-cookie-path",
            "session-cookie-expires",
            "session-cookie-max-age",
            "session-cookie-samesite",
            "session-cookie-secure",
            "session-cookie-change-on-failure"
        ),
        .. Unheeded(
            "write traefik.ingress.kubernetes.io/buffering with maxRequestBodyBytes on the Service in its place",
            "proxy-body-size"
        ),
        .. Unheeded(
            "write traefik.ingress.kubernetes.io/custom-request-headers in its place",
            "upstream-vhost",
            "x-forwarded-prefix",
            "connection-proxy-header"
        ),
        .. Unheeded(
            "write traefik.ingress.kubernetes.io/custom-response-headers in its place",
            "custom-headers",
            "proxy-redirect-from",
            "proxy-redirect-to",
            "proxy-cookie-domain",
            "proxy-cookie-path"
        ),
        .. Unheeded("let the service answer with its own pages", "custom-http-errors", "default-backend"),
        .. Unheeded(Snippet, "configuration-snippet", "server-snippet", "stream-snippet", "modsecurity-snippet"),
        .. Unheeded(
            Timeouts,
            "proxy-connect-timeout",
            "proxy-read-timeout",
            "proxy-send-timeout",
            "proxy-next-upstream",
            "proxy-next-upstream-timeout",
            "proxy-next-upstream-tries"
        ),
        .. Unheeded(
            Buffers,
            "proxy-buffering",
            "proxy-buffer-size",
            "proxy-buffers-number",
            "proxy-max-temp-file-size",
            "proxy-request-buffering",
            "client-body-buffer-size",
            "proxy-http-version"
        ),
        .. Unheeded(Cors, "enable-cors", "cors-allow-origin", "cors-allow-methods", "cors-allow-headers")
            .Concat(Unheeded(Cors, "cors-allow-credentials", "cors-expose-headers", "cors-max-age")),
        .. Unheeded(
            Limits,
            "limit-connections",
            "limit-rps",
            "limit-rpm",
            "limit-rate",
            "limit-rate-after",
            "limit-whitelist"
        ),
        .. Unheeded(UpstreamTls, "proxy-ssl-ciphers", "proxy-ssl-protocols", "proxy-ssl-verify-depth"),
        .. Unheeded(
            "remove it: client certificates are checked in the handshake, and nothing of them is passed on",
            "auth-tls-verify-depth",
            "auth-tls-error-page",
            "auth-tls-pass-certificate-to-upstream"
        ),
        .. Unheeded("set minimumVersion and cipherSuites of the listener's tls", "ssl-ciphers")
            .Concat(Unheeded("remove it: the client's order of cipher suites counts", "ssl-prefer-server-ciphers")),
        .. Unheeded("remove it: endpoints are picked in turn", "load-balance", "upstream-hash-by", "service-upstream"),
        .. Unheeded("name the host in a rule of its own", "server-alias"),
        .. Unheeded("remove it: traffic is not mirrored", "mirror-target", "mirror-request-body"),
        .. Unheeded("use a web application firewall in front", "enable-modsecurity", "enable-owasp-core-rules"),
        .. Unheeded("set the access log for the whole edge", "enable-access-log", "enable-rewrite-log"),
        .. Unheeded("remove it: exchanges are not traced", "enable-opentracing", "enable-opentelemetry"),
    ];

    private static IEnumerable<AnnotationEntry> Honoured(params IEnumerable<string> names) =>
        names.Select(name => Entry(name, AnnotationFate.Honoured, ""));

    private static IEnumerable<AnnotationEntry> Unheeded(string advice, params IEnumerable<string> names) =>
        names.Select(name => Entry(name, AnnotationFate.NotHonoured, advice));

    private static IEnumerable<AnnotationEntry> Closing(string advice, params IEnumerable<string> names) =>
        names.Select(name => Entry(name, AnnotationFate.NotHonoured, advice) with { ClosesRoutes = true });

    private static AnnotationEntry Entry(string name, AnnotationFate fate, string advice) =>
        new(name, AnnotationPrefixes.Nginx, AnnotationTarget.Ingress, fate, advice);
}
