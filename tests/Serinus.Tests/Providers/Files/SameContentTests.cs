using System.Collections;
using System.Reflection;
using System.Text;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Files;

/// <summary>YAML and TOML are two ways to write the same: every key, with a value that is not its default, gives the same records.</summary>
public sealed class SameContentTests
{
    private const string Yaml = """
        listeners:
          - { name: web, address: ":8000", filters: [{ allow: { from: [10.0.0.0/8] } }], trustedNetworks: [10.0.0.0/8] }
        routes:
          - name: all
            listeners: [web]
            hosts: [a.example.com, "*.example.com"]
            oneLabelWildcards: true
            path: { regex: "/a/[0-9]+" }
            priority: 7
            methods: [GET, HEAD]
            headers: [{ name: X-A, exact: a }, { name: X-B, regex: b+ }, { name: X-C, present: true }]
            query: { debug: "1" }
            backends: [{ service: s, weight: 60.7 }, { service: t, weight: 39.3%, name: canary }]
            filters:
              - requestHeaders: { remove: [X-R], set: { X-S: s }, add: { X-T: [t, u] } }
              - responseHeaders: { set: { X-V: v } }
              - allow: { from: [10.0.0.0/8, "::1"] }
              - rewrite: { host: b.example.com, path: { prefix: / } }
              - rewrite: { endpointHost: true, originalPathHeader: X-Was, path: { regex: "^/a/(.*)", replacement: "/$1" } }
              - redirect: { regex: "^http://(.*)", replacement: "https://$1" }
              - redirect: { scheme: https, host: c.example.com, port: 8443, path: { full: /c }, status: 301 }
              - respond: { status: 410, body: gone }
            cohort: { by: header, name: X-User, salt: pepper, policy: evict, cookie: who, cookieMaxAge: 1d }
            force: { header: X-Force, cookie: force, rules: [{ header: X-Beta, value: "yes", backend: t }, { cookie: beta, regex: "y.*", backend: t }], from: [10.0.0.0/8] }
            fallback: { connect: false, timeout: false, serverError: true }
            retry: { attempts: 1, statuses: [502, 503], budgetPercent: 10, budgetMinPerSecond: 3 }
            timeouts: { connect: 1s, firstByte: 2s, idle: 3s, total: 1m30s }
            bodyBytesMax: 10MiB
            created: 2026-01-31T08:00:00Z
        services:
          - name: s
            endpoints: ["http://127.0.0.1:9001", { address: "http://127.0.0.1:9002", draining: true }]
            balance: hash
            hashHeader: X-User
            session: { cookie: stay, cookieMaxAge: 2h }
            health: { path: /healthz, host: h, status: 201-204, interval: 1s, timeout: 500ms, healthyThreshold: 1, unhealthyThreshold: 9 }
            ejection: { failures: 7, serverErrors: true, duration: 20s }
            panicPercent: 20
            pool: { idleMax: 5, idleTime: 5s }
        admin: { address: "127.0.0.1:9090", basePath: /edge }
        kubernetes:
          kubeconfig: /etc/kube
          context: prod
          endpoint: https://10.0.0.1:6443
          tokenFile: /var/token
          certificateAuthorityFile: /var/ca.crt
          namespaces: [a, b]
          labelSelector: team=web
          ingressClasses: [serinus, ""]
          listeners: [web]
          passHostHeader: false
          publishedService: edge/serinus
          statusAddress: edge.example.com
          writeStatus: false
        accessLog: { path: /tmp/access.log, format: common, queueBytesMax: 1MiB }
        metrics: { buckets: [0.1, 0.3, 1.2, 5] }
        limits:
          headBytesMax: 16KiB
          headerCountMax: 50
          targetBytesMax: 4KiB
          trailerBytesMax: 2KiB
          responseHeadBytesMax: 32KiB
          headerReadTime: 5s
          bodyIdleTime: 6s
          keepAliveTime: 7s
          connectionsMax: 1000
          inFlightMax: 100
          bodyBytesMax: 1GiB
        trustedNetworks: [10.0.0.0/8]
        sendForwarded: true
        signingKeyFile: /etc/serinus/key
        drainTime: 20s
        drainDelay: 5s
        loops: 2
        """;

    private const string Toml = """
        trustedNetworks = ["10.0.0.0/8"]
        sendForwarded = true
        signingKeyFile = "/etc/serinus/key"
        drainTime = "20s"
        drainDelay = "5s"
        loops = 2
        admin.address = "127.0.0.1:9090"
        admin.basePath = "/edge"

        [kubernetes]
        kubeconfig = "/etc/kube"
        context = "prod"
        endpoint = "https://10.0.0.1:6443"
        tokenFile = "/var/token"
        certificateAuthorityFile = "/var/ca.crt"
        namespaces = ["a", "b"]
        labelSelector = "team=web"
        ingressClasses = ["serinus", ""]
        listeners = ["web"]
        passHostHeader = false
        publishedService = "edge/serinus"
        statusAddress = "edge.example.com"
        writeStatus = false

        [accessLog]
        path = "/tmp/access.log"
        format = "common"
        queueBytesMax = "1MiB"

        [metrics]
        buckets = [0.1, 0.3, 1.2, 5]

        [limits]
        headBytesMax = "16KiB"
        headerCountMax = 50
        targetBytesMax = 4_096
        trailerBytesMax = 0x800
        responseHeadBytesMax = "32KiB"
        headerReadTime = "5s"
        bodyIdleTime = "6s"
        keepAliveTime = "7s"
        connectionsMax = 1000
        inFlightMax = 100
        bodyBytesMax = "1GiB"

        [[listeners]]
        name = "web"
        address = ":8000"
        trustedNetworks = ["10.0.0.0/8"]
        filters = [{ allow = { from = ["10.0.0.0/8"] } }]

        [[services]]
        name = "s"
        endpoints = ["http://127.0.0.1:9001", { address = "http://127.0.0.1:9002", draining = true }]
        balance = "hash"
        hashHeader = "X-User"
        panicPercent = 20
        session = { cookie = "stay", cookieMaxAge = "2h" }

        [services.health]
        path = "/healthz"
        host = "h"
        status = "201-204"
        interval = "1s"
        timeout = "500ms"
        healthyThreshold = 1
        unhealthyThreshold = 9

        [services.ejection]
        failures = 7
        serverErrors = true
        duration = "20s"

        [services.pool]
        idleMax = 5
        idleTime = "5s"

        [[routes]]
        name = "all"
        listeners = ["web"]
        hosts = ["a.example.com", "*.example.com"]
        oneLabelWildcards = true
        path.regex = '/a/[0-9]+'
        priority = 7
        methods = ["GET", "HEAD"]
        query.debug = "1"
        bodyBytesMax = "10MiB"
        created = 2026-01-31T08:00:00Z

        [[routes.headers]]
        name = "X-A"
        exact = "a"

        [[routes.headers]]
        name = "X-B"
        regex = "b+"

        [[routes.headers]]
        name = "X-C"
        present = true

        [[routes.backends]]
        service = "s"
        weight = 60.7

        [[routes.backends]]
        service = "t"
        weight = "39.3%"
        name = "canary"

        [[routes.filters]]
        requestHeaders = { remove = ["X-R"], set = { X-S = "s" }, add = { X-T = ["t", "u"] } }

        [[routes.filters]]
        [routes.filters.responseHeaders.set]
        X-V = "v"

        [[routes.filters]]
        allow.from = ["10.0.0.0/8", "::1"]

        [[routes.filters]]
        rewrite = { host = "b.example.com", path.prefix = "/" }

        [[routes.filters]]
        [routes.filters.rewrite]
        endpointHost = true
        originalPathHeader = "X-Was"
        path = { regex = "^/a/(.*)", replacement = "/$1" }

        [[routes.filters]]
        redirect = { regex = "^http://(.*)", replacement = "https://$1" }

        [[routes.filters]]
        redirect = { scheme = "https", host = "c.example.com", port = 8443, path = { full = "/c" }, status = 301 }

        [[routes.filters]]
        respond = { status = 410, body = "gone" }

        [routes.cohort]
        by = "header"
        name = "X-User"
        salt = "pepper"
        policy = "evict"
        cookie = "who"
        cookieMaxAge = "1d"

        [routes.force]
        header = "X-Force"
        cookie = "force"
        rules = [
          { header = "X-Beta", value = "yes", backend = "t" },
          { cookie = "beta", regex = "y.*", backend = "t" },
        ]
        from = ["10.0.0.0/8"]

        [routes.fallback]
        connect = false
        timeout = false
        serverError = true

        [routes.retry]
        attempts = 1
        statuses = [502, 503]
        budgetPercent = 10
        budgetMinPerSecond = 3

        [routes.timeouts]
        connect = "1s"
        firstByte = "2s"
        idle = "3s"
        total = "1m30s"
        """;

    [Fact]
    public void Yaml_and_toml_of_the_same_content_are_the_same()
    {
        var yaml = FileTranslations.Of("a.yaml", Yaml).Fragment;
        var toml = FileTranslations.Of("a.toml", Toml).Fragment;
        Assert.Empty(yaml.Problems);
        Assert.Empty(toml.Problems);
        Assert.Equal(Written(yaml), Written(toml));
    }

    [Fact]
    public void Every_property_of_the_config_records_can_be_written()
    {
        var fragment = FileTranslations.Of("a.yaml", Yaml).Fragment;
        var unset = new HashSet<string>(StringComparer.Ordinal);
        var set = new HashSet<string>(StringComparer.Ordinal);
        Compare(fragment.Edge!, new EdgeConfig());
        Compare(fragment.Listeners[0], new ListenerConfig { Name = "", Address = "" });
        Compare(fragment.Routes[0], new RouteConfig { Name = "" });
        Compare(fragment.Services[0], new ServiceConfig { Name = "" });
        foreach (var backend in fragment.Routes[0].Backends)
            Compare(backend, new BackendConfig { Service = "" });
        foreach (var filter in fragment.Routes[0].Filters)
        {
            Compare(filter, new FilterConfig());
            foreach (
                var part in new object?[]
                {
                    filter.RequestHeaders,
                    filter.ResponseHeaders,
                    filter.Allow,
                    filter.Redirect,
                    filter.Rewrite,
                    filter.Respond,
                }
            )
            {
                if (part is not null)
                    Compare(part, Activator.CreateInstance(part.GetType())!);
            }
        }

        foreach (var rule in fragment.Routes[0].Force!.Rules)
            Compare(rule, new ForceRuleConfig { Backend = "" });
        foreach (var endpoint in fragment.Services[0].Endpoints)
            Compare(endpoint, new EndpointConfig(""));
        unset.ExceptWith(set);
        Assert.Empty(unset);

        void Compare(object written, object defaults)
        {
            foreach (var property in written.GetType().GetProperties().Where(p => p.CanWrite))
            {
                var name = $"{written.GetType().Name}.{property.Name}";
                var (now, before) = (property.GetValue(written), property.GetValue(defaults));
                (Written(now) == Written(before) ? unset : set).Add(name);
                if (
                    now is not null
                    && now.GetType().Namespace == typeof(RouteConfig).Namespace
                    && now is not Origin
                    && !now.GetType().IsEnum
                    && now is not PathConfig
                )
                    Compare(now, Activator.CreateInstance(now.GetType())!);
            }
        }
    }

    /// <summary>All properties, in depth, without the places.</summary>
    private static string Written(object? value)
    {
        var text = new StringBuilder();
        Write(value);
        return text.ToString();

        void Write(object? part)
        {
            switch (part)
            {
                case null:
                    text.Append("null");
                    break;
                case string or ValueType and not IEnumerable and not KeyValuePair<string, string>:
                    text.Append(part);
                    break;
                case IEnumerable list:
                    text.Append('[');
                    foreach (var item in list)
                    {
                        Write(item);
                        text.Append(", ");
                    }

                    text.Append(']');
                    break;
                default:
                    text.Append('{');
                    foreach (var property in part.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                    {
                        if (property.PropertyType == typeof(Origin) || property.GetIndexParameters().Length > 0)
                            continue;
                        text.Append(property.Name).Append(": ");
                        Write(property.GetValue(part));
                        text.AppendLine();
                    }

                    text.Append('}');
                    break;
            }
        }
    }
}
