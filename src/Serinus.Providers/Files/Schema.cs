using System.Collections.Immutable;
using Serinus.Providers.Files.Forms;
using Serinus.Providers.Files.Rollouts;
using Serinus.Providers.Tree;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>
/// Every key a configuration file may have. A new setting is one line here and one property in the config record: the reader,
/// the hints for unknown keys, the reference page and the JSON Schema follow.
/// </summary>
internal static class Schema
{
    private static readonly TextForm text = new();
    private static readonly TextForm name = new(emptyToo: false);
    private static readonly FlagForm flag = new();
    private static readonly WholeForm whole = new();
    private static readonly DurationForm duration = new();
    private static readonly SizeForm<int> size = new();
    private static readonly SizeForm<long> largeSize = new();
    private static readonly ListForm<string> texts = new(text);

    private static readonly MapForm<ProxyProtocolConfig> proxyProtocol = new MapForm<ProxyProtocolConfig>(
        "a PROXY protocol setting",
        () => new(),
        "{ from: [10.0.0.0/8] }"
    ).Needs(nameof(ProxyProtocolConfig.From), texts);

    public static readonly MapForm<ListenerConfig> Listener = new MapForm<ListenerConfig>(
        "a listener",
        () => new() { Name = "", Address = "" },
        "{ name: web, address: \"0.0.0.0:8000\" }"
    )
        .Needs(nameof(ListenerConfig.Name), name)
        .Needs(nameof(ListenerConfig.Address), text)
        .With(nameof(ListenerConfig.Protocol), new WordForm<ListenerProtocol>())
        .With(nameof(ListenerConfig.Tls), new SwitchForm<ListenerTlsConfig>(TlsSchema.Listener))
        .With(nameof(ListenerConfig.Http2), flag)
        .With(nameof(ListenerConfig.ProxyProtocol), proxyProtocol)
        .With(nameof(ListenerConfig.Filters), new ListForm<FilterConfig>(FilterSchema.Filter))
        .With(nameof(ListenerConfig.TrustedNetworks), new OptionalForm<ImmutableArray<string>>(texts));

    private static readonly MapForm<PathDraft> path = new MapForm<PathDraft>(
        "a path condition",
        () => new(),
        "{ prefix: / }",
        $"T:{typeof(PathConfig).FullName}"
    )
        .Add(PathKey(nameof(PathDraft.Prefix), PathKind.Prefix))
        .Add(PathKey(nameof(PathDraft.Exact), PathKind.Exact))
        .Add(PathKey(nameof(PathDraft.Regex), PathKind.Regex))
        .Add(PathKey(nameof(PathDraft.StringPrefix), PathKind.StringPrefix))
        .Where(MapRules.ExactlyOne("prefix", "exact", "regex", "stringPrefix"));

    private static readonly MapForm<ValueMatchDraft> namedMatch = Match(
        new("a condition", () => new(), "{ name: X-Name, exact: value }", $"T:{typeof(ValueMatchConfig).FullName}"),
        named: true
    );

    private static readonly MapForm<ValueMatchDraft> match = Match(
        new("a condition without name", () => new(), "{ exact: value }", $"T:{typeof(ValueMatchConfig).FullName}"),
        named: false
    );

    private static readonly NamedMatchesForm matches = new(
        new ListForm<ValueMatchConfig>(new ViaForm<ValueMatchDraft, ValueMatchConfig>(namedMatch, d => d.Make())),
        new ShortForm<ValueMatchConfig, string>(
            new ViaForm<ValueMatchDraft, ValueMatchConfig>(match, d => d.Make()),
            text,
            value => new ValueMatchConfig("", ValueKind.Exact, value)
        )
    );

    private static readonly MapForm<BackendConfig> backend = new MapForm<BackendConfig>(
        "a backend",
        () => new() { Service = "" },
        "{ service: …, weight: … }"
    )
        .Needs(nameof(BackendConfig.Service), text)
        .With(nameof(BackendConfig.Weight), new WeightForm())
        .With(nameof(BackendConfig.Name), text);

    private static readonly MapForm<CohortConfig> cohort = new MapForm<CohortConfig>("a cohort", () => new())
        .With(nameof(CohortConfig.By), new WordForm<CohortKey>())
        .With(nameof(CohortConfig.Name), text)
        .With(nameof(CohortConfig.Salt), text)
        .With(nameof(CohortConfig.Policy), new WordForm<CohortPolicy>())
        .With(nameof(CohortConfig.Cookie), text)
        .With(nameof(CohortConfig.CookieMaxAge), duration);

    private static readonly MapForm<ForceRuleConfig> forceRule = new MapForm<ForceRuleConfig>(
        "a rule of a forced choice",
        () => new() { Backend = "" },
        "{ header: X-Name, value: …, backend: … }"
    )
        .With(nameof(ForceRuleConfig.Header), text)
        .With(nameof(ForceRuleConfig.Cookie), text)
        .With(nameof(ForceRuleConfig.Value), text)
        .With(nameof(ForceRuleConfig.Regex), text)
        .Needs(nameof(ForceRuleConfig.Backend), text)
        .Where(MapRules.ExactlyOne("header", "cookie"))
        .Where(MapRules.ExactlyOne("value", "regex"));

    private static readonly MapForm<ForceConfig> force = new MapForm<ForceConfig>("a forced choice", () => new())
        .With(nameof(ForceConfig.Header), text)
        .With(nameof(ForceConfig.Cookie), text)
        .With(nameof(ForceConfig.Rules), new ListForm<ForceRuleConfig>(forceRule))
        .With(nameof(ForceConfig.From), texts);

    private static readonly MapForm<FallbackConfig> fallback = new MapForm<FallbackConfig>("a fallback", () => new())
        .With(nameof(FallbackConfig.Connect), flag)
        .With(nameof(FallbackConfig.Timeout), flag)
        .With(nameof(FallbackConfig.ServerError), flag);

    private static readonly MapForm<RetryConfig> retry = new MapForm<RetryConfig>("a retry setting", () => new())
        .With(nameof(RetryConfig.Attempts), whole)
        .With(nameof(RetryConfig.Statuses), new ListForm<int>(whole))
        .With(nameof(RetryConfig.BudgetPercent), whole)
        .With(nameof(RetryConfig.BudgetMinPerSecond), whole);

    private static readonly MapForm<TimeoutsConfig> timeouts = new MapForm<TimeoutsConfig>(
        "a set of timeouts",
        () => new()
    )
        .With(nameof(TimeoutsConfig.Connect), duration)
        .With(nameof(TimeoutsConfig.FirstByte), duration)
        .With(nameof(TimeoutsConfig.Idle), duration)
        .With(nameof(TimeoutsConfig.Total), duration);

    public static readonly MapForm<RouteConfig> Route = new MapForm<RouteConfig>(
        "a route",
        () => new() { Name = "" },
        "- name: …"
    )
        .Needs(nameof(RouteConfig.Name), name)
        .With(nameof(RouteConfig.Listeners), texts)
        .With(nameof(RouteConfig.Hosts), texts)
        .With(nameof(RouteConfig.OneLabelWildcards), flag)
        .With(nameof(RouteConfig.Path), new ViaForm<PathDraft, PathConfig>(path, d => d.Make()))
        .With(nameof(RouteConfig.Priority), whole)
        .With(nameof(RouteConfig.Methods), texts)
        .With(nameof(RouteConfig.Headers), matches)
        .With(nameof(RouteConfig.Query), matches)
        .With(nameof(RouteConfig.Backends), new ListForm<BackendConfig>(backend))
        .With(nameof(RouteConfig.Filters), new ListForm<FilterConfig>(FilterSchema.Filter))
        .With(nameof(RouteConfig.Cohort), cohort)
        .With(nameof(RouteConfig.Force), force)
        .With(nameof(RouteConfig.Fallback), fallback)
        .With(nameof(RouteConfig.Retry), retry)
        .With(nameof(RouteConfig.Timeouts), timeouts)
        .With(nameof(RouteConfig.BodyBytesMax), largeSize)
        .With(nameof(RouteConfig.GrpcWeb), flag)
        .With(nameof(RouteConfig.Created), new OptionalForm<DateTimeOffset>(new TimeForm()));

    public static readonly MapForm<StreamRouteConfig> StreamRoute = new MapForm<StreamRouteConfig>(
        "a stream route",
        () => new() { Name = "" },
        "- name: …"
    )
        .Needs(nameof(StreamRouteConfig.Name), name)
        .With(nameof(StreamRouteConfig.Listeners), texts)
        .With(nameof(StreamRouteConfig.Hosts), texts)
        .With(nameof(StreamRouteConfig.Backends), new ListForm<BackendConfig>(backend))
        .With(nameof(StreamRouteConfig.ConnectTime), duration)
        .With(nameof(StreamRouteConfig.IdleTime), duration);

    private static readonly MapForm<EndpointConfig> endpoint = new MapForm<EndpointConfig>(
        "an endpoint",
        () => new(""),
        "\"http://host:port\""
    )
        .Needs(nameof(EndpointConfig.Address), text)
        .With(nameof(EndpointConfig.Draining), flag);

    private static readonly MapForm<SessionConfig> session = new MapForm<SessionConfig>("a session", () => new())
        .With(nameof(SessionConfig.Cookie), text)
        .With(nameof(SessionConfig.CookieMaxAge), duration);

    private static readonly MapForm<HealthCheckConfig> health = new MapForm<HealthCheckConfig>(
        "a health check",
        () => new()
    )
        .With(nameof(HealthCheckConfig.Path), text)
        .Add(HealthKeys.Tcp(flag))
        .With(nameof(HealthCheckConfig.Host), text)
        .Add(HealthKeys.Status())
        .With(nameof(HealthCheckConfig.Interval), duration)
        .With(nameof(HealthCheckConfig.Timeout), duration)
        .With(nameof(HealthCheckConfig.HealthyThreshold), whole)
        .With(nameof(HealthCheckConfig.UnhealthyThreshold), whole)
        .Where(HealthKeys.PathOrTcp);

    private static readonly MapForm<EjectionConfig> ejection = new MapForm<EjectionConfig>(
        "an ejection setting",
        () => new()
    )
        .With(nameof(EjectionConfig.Failures), whole)
        .With(nameof(EjectionConfig.ServerErrors), flag)
        .With(nameof(EjectionConfig.Duration), duration);

    private static readonly MapForm<PoolConfig> pool = new MapForm<PoolConfig>("a pool setting", () => new())
        .With(nameof(PoolConfig.IdleMax), whole)
        .With(nameof(PoolConfig.IdleTime), duration);

    public static readonly MapForm<ServiceConfig> Service = new MapForm<ServiceConfig>(
        "a service",
        () => new() { Name = "" },
        "- name: …"
    )
        .Needs(nameof(ServiceConfig.Name), name)
        .With(
            nameof(ServiceConfig.Endpoints),
            new ListForm<EndpointConfig>(new ShortForm<EndpointConfig, string>(endpoint, text, address => new(address)))
        )
        .With(nameof(ServiceConfig.Protocol), new WordForm<UpstreamProtocol>())
        .With(nameof(ServiceConfig.Tls), TlsSchema.Upstream)
        .With(nameof(ServiceConfig.ProxyProtocol), new WordForm<ProxyProtocolVersion>())
        .With(nameof(ServiceConfig.Balance), new WordForm<BalanceKind>())
        .With(nameof(ServiceConfig.HashHeader), text)
        .With(nameof(ServiceConfig.Session), session)
        .With(nameof(ServiceConfig.Health), health)
        .With(nameof(ServiceConfig.Ejection), ejection)
        .With(nameof(ServiceConfig.PanicPercent), whole)
        .With(nameof(ServiceConfig.Pool), pool);

    private static readonly MapForm<LimitsConfig> limits = new MapForm<LimitsConfig>("a set of limits", () => new())
        .With(nameof(LimitsConfig.HeadBytesMax), size)
        .With(nameof(LimitsConfig.HeaderCountMax), whole)
        .With(nameof(LimitsConfig.TargetBytesMax), size)
        .With(nameof(LimitsConfig.TrailerBytesMax), size)
        .With(nameof(LimitsConfig.ResponseHeadBytesMax), size)
        .With(nameof(LimitsConfig.HeaderReadTime), duration)
        .With(nameof(LimitsConfig.BodyIdleTime), duration)
        .With(nameof(LimitsConfig.KeepAliveTime), duration)
        .With(nameof(LimitsConfig.ConnectionsMax), whole)
        .With(nameof(LimitsConfig.ConnectionsPerClientMax), whole)
        .With(nameof(LimitsConfig.MirrorBodyBytesMax), size)
        .With(nameof(LimitsConfig.MirrorsInFlightMax), whole)
        .With(nameof(LimitsConfig.InFlightMax), whole)
        .With(nameof(LimitsConfig.InFlightPerClientMax), whole)
        .With(nameof(LimitsConfig.RequestsPerConnectionMax), whole)
        .With(nameof(LimitsConfig.HandshakeTime), duration)
        .With(nameof(LimitsConfig.HandshakesMax), whole)
        .With(nameof(LimitsConfig.StreamsMax), whole)
        .With(nameof(LimitsConfig.GlitchesMax), whole)
        .With(nameof(LimitsConfig.BodyBytesPerSecondMin), whole)
        .With(nameof(LimitsConfig.UdpSessionsMax), whole)
        .With(nameof(LimitsConfig.BodyBytesMax), largeSize);

    private static readonly MapForm<AdminConfig> admin = new MapForm<AdminConfig>("an admin endpoint", () => new())
        .With(nameof(AdminConfig.Address), text)
        .With(nameof(AdminConfig.BasePath), text)
        .With(nameof(AdminConfig.TokenFile), text);

    private static readonly MapForm<KubernetesRolloutsConfig> clusterRollouts = new MapForm<KubernetesRolloutsConfig>(
        "the rollouts of a cluster",
        () => new()
    )
        .With(nameof(KubernetesRolloutsConfig.Lead), flag)
        .With(nameof(KubernetesRolloutsConfig.Namespace), text)
        .With(nameof(KubernetesRolloutsConfig.PeersService), text)
        .With(nameof(KubernetesRolloutsConfig.Flagger), flag)
        .With(nameof(KubernetesRolloutsConfig.FlaggerNamespace), text);

    private static readonly MapForm<KubernetesConfig> kubernetes = new MapForm<KubernetesConfig>(
        "a cluster",
        () => new()
    )
        .With(nameof(KubernetesConfig.Kubeconfig), text)
        .With(nameof(KubernetesConfig.Context), text)
        .With(nameof(KubernetesConfig.Endpoint), text)
        .With(nameof(KubernetesConfig.TokenFile), text)
        .With(nameof(KubernetesConfig.CertificateAuthorityFile), text)
        .With(nameof(KubernetesConfig.Namespaces), texts)
        .With(nameof(KubernetesConfig.LabelSelector), text)
        .With(nameof(KubernetesConfig.IngressClasses), texts)
        .With(nameof(KubernetesConfig.Listeners), texts)
        .With(nameof(KubernetesConfig.PassHostHeader), flag)
        .With(nameof(KubernetesConfig.UpstreamTls), TlsSchema.Upstream)
        .With(nameof(KubernetesConfig.PublishedService), text)
        .With(nameof(KubernetesConfig.StatusAddress), text)
        .With(nameof(KubernetesConfig.WriteStatus), flag)
        .With(nameof(KubernetesConfig.Rollouts), new SwitchForm<KubernetesRolloutsConfig>(clusterRollouts));

    private static readonly MapForm<AccessLogConfig> accessLog = new MapForm<AccessLogConfig>(
        "an access log",
        () => new()
    )
        .With(nameof(AccessLogConfig.Path), text)
        .With(nameof(AccessLogConfig.Format), new WordForm<AccessLogFormat>())
        .With(nameof(AccessLogConfig.QueueBytesMax), size);

    private static readonly MapForm<MetricsConfig> metrics = new MapForm<MetricsConfig>(
        "a metrics setting",
        () => new()
    ).With(nameof(MetricsConfig.Buckets), new ListForm<double>(new NumberForm()));

    private static readonly MapForm<FleetConfig> fleet = new MapForm<FleetConfig>(
        "a fleet setting",
        () => new(),
        "{ peers: [\"http://10.0.0.2:8080\"], tokenFile: … }"
    )
        .With(nameof(FleetConfig.Peers), texts)
        .With(nameof(FleetConfig.TokenFile), text)
        .With(nameof(FleetConfig.PeerTime), duration)
        .With(nameof(FleetConfig.GoneTime), duration);

    /// <summary>The edge of files that say nothing about it: whoever runs Serinus by files gets an admin endpoint on loopback.</summary>
    public static EdgeConfig DefaultEdge { get; } = new() { Admin = new AdminConfig() };

    /// <summary>The keys of a file beside listeners, routes and services.</summary>
    public static readonly MapForm<EdgeConfig> Edge = new MapForm<EdgeConfig>("the edge", () => DefaultEdge with { })
        .With(
            nameof(EdgeConfig.Admin),
            new SwitchForm<AdminConfig>(admin),
            documentation: "The admin endpoint: health, metrics and the API. On, with its defaults, when absent."
        )
        .With(nameof(EdgeConfig.Kubernetes), new SwitchForm<KubernetesConfig>(kubernetes))
        .With(nameof(EdgeConfig.AccessLog), new SwitchForm<AccessLogConfig>(accessLog))
        .With(nameof(EdgeConfig.Metrics), metrics)
        .With(nameof(EdgeConfig.Limits), limits)
        .With(nameof(EdgeConfig.TrustedNetworks), texts)
        .With(nameof(EdgeConfig.SendForwarded), flag)
        .With(nameof(EdgeConfig.SigningKeyFile), text)
        .With(nameof(EdgeConfig.Acme), TlsSchema.Acme)
        .With(nameof(EdgeConfig.Fleet), fleet)
        .With(nameof(EdgeConfig.StateFolder), text)
        .With(nameof(EdgeConfig.DrainTime), duration)
        .With(nameof(EdgeConfig.DrainDelay), duration)
        .With(nameof(EdgeConfig.Loops), whole);

    private static Field<PathDraft, string> PathKey(string property, PathKind kind) =>
        new(
            Property.Key(property),
            text,
            Property.Setter<PathDraft, string>(property),
            false,
            null,
            $"F:{typeof(PathKind).FullName}.{kind}"
        );

    private static MapForm<ValueMatchDraft> Match(MapForm<ValueMatchDraft> form, bool named)
    {
        if (named)
            form.With(
                nameof(ValueMatchDraft.Name),
                text,
                needed: true,
                documentation: $"P:{typeof(ValueMatchConfig).FullName}.Name"
            );
        return form.Add(MatchKey(nameof(ValueMatchDraft.Exact), text, ValueKind.Exact))
            .Add(MatchKey(nameof(ValueMatchDraft.Regex), text, ValueKind.Regex))
            .Add(MatchKey(nameof(ValueMatchDraft.Present), flag, ValueKind.Present))
            .Where(MapRules.ExactlyOne("exact", "regex", "present"))
            .Where(ValueMatchDraft.PresentIsTrue);
    }

    private static Field<ValueMatchDraft, TValue> MatchKey<TValue>(
        string property,
        Form<TValue> form,
        ValueKind kind
    ) =>
        new(
            Property.Key(property),
            form,
            Property.Setter<ValueMatchDraft, TValue>(property),
            false,
            null,
            $"F:{typeof(ValueKind).FullName}.{kind}"
        );
}
