using System.Collections.Immutable;

namespace Serinus.Providers.Traefik;

/// <summary>Every key of Traefik 1.7's static configuration, and what becomes of it.</summary>
internal static class StaticKeys
{
    private const string Later = "remove it, or keep what it did in front of or behind the edge";
    private const string Provider = "write the routes as Ingress objects or in a file for --config";

    /// <summary>All keys.</summary>
    public static readonly ImmutableArray<StaticKey> All =
    [
        .. Values(
            "configFile",
            "logLevel",
            "defaultEntryPoints",
            "entryPoints",
            "entryPoints.*.address",
            "entryPoints.*.redirect.entryPoint",
            "entryPoints.*.redirect.regex",
            "entryPoints.*.redirect.replacement",
            "entryPoints.*.whiteList.sourceRange",
            "entryPoints.*.whitelistSourceRange",
            "entryPoints.*.forwardedHeaders.trustedIPs",
            "entryPoints.*.proxyProtocol.trustedIPs",
            "idleTimeout",
            "graceTimeOut",
            "respondingTimeouts.idleTimeout",
            "forwardingTimeouts.dialTimeout",
            "forwardingTimeouts.responseHeaderTimeout",
            "lifeCycle.requestAcceptGraceTimeout",
            "lifeCycle.graceTimeOut",
            "accessLogsFile",
            "accessLog.filePath",
            "accessLog.format",
            "traefikLog.format",
            "ping.entryPoint",
            "api.entryPoint",
            "metrics.prometheus.entryPoint",
            "metrics.prometheus.buckets",
            "web.address",
            "web.path",
            "web.metrics.prometheus.buckets",
            "web.metrics.prometheus.entryPoint",
            "kubernetes.endpoint",
            "kubernetes.token",
            "kubernetes.certAuthFilePath",
            "kubernetes.namespaces",
            "kubernetes.labelSelector",
            "kubernetes.ingressClass",
            "kubernetes.ingressEndpoint.ip",
            "kubernetes.ingressEndpoint.hostname",
            "kubernetes.ingressEndpoint.publishedService",
            "maxIdleConnsPerHost",
            "retry.attempts",
            "healthcheck.interval",
            "file.filename",
            "file.directory",
            "rootCAs",
            "acme.email",
            "acme.storage",
            "acme.storageFile",
            "acme.caServer",
            "acme.entryPoint",
            "acme.httpChallenge.entryPoint",
            "acme.domains",
            "acme.domains.*.main",
            "acme.domains.*.sans",
            "acme.dnsProvider"
        ),
        .. Switches(
            "debug",
            "entryPoints.*",
            "entryPoints.*.redirect",
            "entryPoints.*.redirect.permanent",
            "entryPoints.*.tls.**",
            "entryPoints.*.whiteList",
            "entryPoints.*.auth.**",
            "entryPoints.*.forwardedHeaders",
            "entryPoints.*.proxyProtocol",
            "entryPoints.*.forwardedHeaders.insecure",
            "respondingTimeouts",
            "forwardingTimeouts",
            "lifeCycle",
            "accessLog",
            "traefikLog",
            "ping",
            "api",
            "api.dashboard",
            "metrics",
            "metrics.prometheus",
            "web",
            "web.metrics",
            "web.metrics.prometheus",
            "web.auth.**",
            "web.certFile",
            "web.keyFile",
            "kubernetes",
            "kubernetes.disablePassHostHeaders",
            "kubernetes.ingressEndpoint",
            "kubernetes.watch",
            "retry",
            "healthcheck",
            "file",
            "insecureSkipVerify",
            "acme",
            "acme.onHostRule",
            "acme.httpChallenge",
            "acme.tlsChallenge",
            "acme.dnsChallenge.**",
            "acme.dnsConfig.**",
            // Nothing here ever asks for news or tells anybody anything.
            "checkNewVersion",
            "sendAnonymousUsage"
        ),
        Lost(
            "entryPoints.*.proxyProtocol.insecure",
            "anybody could say in a PROXY header who he is",
            "list the balancers in front in proxyProtocol.trustedIPs"
        ),
        Lost(
            "entryPoints.*.whiteList.useXForwardedFor",
            "X-Forwarded-For counts only when a trusted network sends it",
            "list the balancers in forwardedHeaders.trustedIPs"
        ),
        Lost("entryPoints.*.compress.**", "responses are not compressed here", "compress them in the applications"),
        Lost(
            "respondingTimeouts.readTimeout",
            "reading a request has limits of its own: 10 s for its head, 30 s between two reads of its body",
            "remove it, or set limits in a file for --config"
        ),
        Lost(
            "respondingTimeouts.writeTimeout",
            "writing a response has a limit of its own: 30 s between two writes",
            "remove it, or set limits in a file for --config"
        ),
        Lost("accessLog.bufferingSize", "lines wait in a queue of bytes, not of lines", "remove it"),
        Lost("accessLog.filters.**", "every request is logged", "filter where the log is read"),
        Lost("accessLog.fields.**", "fields of the access log are fixed", "choose fields where the log is read"),
        Lost("traefikLog.filePath", "the log of the program goes to standard error", "redirect it: 2>> FILE"),
        Lost("traefikLogsFile", "the log of the program goes to standard error", "redirect it: 2>> FILE"),
        Lost("api.debug", "there are no debug pages", "remove it"),
        Lost("api.statistics.**", "there are no statistics of recent errors", "use the metrics"),
        Lost("metrics.datadog.**", "metrics are served for Prometheus only", "let the agent scrape /metrics"),
        Lost("metrics.statsd.**", "metrics are served for Prometheus only", "let the agent scrape /metrics"),
        Lost("metrics.influxdb.**", "metrics are served for Prometheus only", "let the agent scrape /metrics"),
        Lost("web.metrics.datadog.**", "metrics are served for Prometheus only", "let the agent scrape /metrics"),
        Lost("web.metrics.statsd.**", "metrics are served for Prometheus only", "let the agent scrape /metrics"),
        Lost("web.metrics.influxdb.**", "metrics are served for Prometheus only", "let the agent scrape /metrics"),
        Lost("web.statistics.**", "there are no statistics of recent errors", "use the metrics"),
        Lost("web.readOnly", "the API is always read-only", "remove it"),
        Lost("kubernetes.enablePassTLSCert", "client certificates are not passed on", Later),
        Lost("kubernetes.filename", "no template is used", "remove it"),
        Lost("kubernetes.constraints.**", "there are no constraints", "use kubernetes.labelSelector"),
        Lost(
            "kubernetes.throttleDuration",
            "changes go live at once, a burst of them after 100 ms of quiet",
            "remove it"
        ),
        Lost("kubernetes.debugLogGeneratedTemplate", "no template is used", "remove it"),
        Lost("kubernetes.trace", "there is no trace of a provider", "remove it"),
        Lost(
            "providersThrottleDuration",
            "changes go live at once, a burst of them after 100 ms of quiet",
            "remove it"
        ),
        Lost("allowMinWeightZero", "weight 0 always gets nothing", "remove it"),
        Lost("keepTrailingSlash", "paths keep their final slash", "remove it"),
        Lost(
            "file.watch",
            "frontends and backends of TOML are read at start only",
            "restart to apply a change, or write them in a file for --config, which is followed"
        ),
        Lost("file.debugLogGeneratedTemplate", "no template is used", "remove it"),
        Lost("constraints.**", "there are no constraints", "use kubernetes.labelSelector"),
        Lost("hostResolver.**", "hosts are not resolved", Later),
        Lost("tracing.**", "there is no tracing yet", Later),
        Lost("acme.onDemand", "certificates are asked for at start, never when a client comes", "use [[acme.domains]]"),
        Lost("acme.keyType", "keys are of P-256", "remove it"),
        Lost("acme.acmeLogging", "what the authority answers is in the log of the program", "remove it"),
        Lost("acme.overrideCertificates", "of two certificates for a host, one from a file counts", "remove it"),
        Lost("acme.delayDontCheckDNS", "names are not proven by DNS", "remove it"),
        Lost("cluster.**", "edges need no cluster of their own", "remove it"),
        Lost("rest.**", "the API is read-only", Provider),
        .. new[]
        {
            "docker",
            "marathon",
            "consul",
            "consulCatalog",
            "etcd",
            "zookeeper",
            "boltdb",
            "mesos",
            "eureka",
            "ecs",
            "rancher",
            "dynamodb",
            "serviceFabric",
        }.Select(name => Lost($"{name}.**", $"provider {name} is not read", Provider)),
    ];

    /// <summary>The key of a path; null when there is none.</summary>
    public static StaticKey? Find(string path)
    {
        var parts = path.Split('.');
        return All.FirstOrDefault(key => key.Takes(parts));
    }

    /// <summary>Names a path may have been meant for.</summary>
    public static IEnumerable<string> Names => All.Select(key => key.Root).Where(name => !name.Contains('*'));

    private static IEnumerable<StaticKey> Values(params string[] paths) =>
        paths.Select(path => new StaticKey(path, IsSwitch: false));

    private static IEnumerable<StaticKey> Switches(params string[] paths) =>
        paths.Select(path => new StaticKey(path, IsSwitch: true));

    private static StaticKey Lost(string path, string loss, string cure) => new(path, IsSwitch: false, loss, cure);
}
