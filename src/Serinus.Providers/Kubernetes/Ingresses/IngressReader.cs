using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Endpoints;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Reads one Ingress by itself.</summary>
internal sealed class IngressReader
{
    private const int NameLengthMax = 253;

    private readonly IngressObject ingress;
    private readonly ObjectProblems problems;
    private readonly AnnotationReader annotations;
    private readonly IngressFilters filters;
    private readonly OwnSettings own;
    private readonly UpstreamRules? upstream;
    private readonly ImmutableArray<string> listeners;
    private readonly long priority;
    private readonly bool isLed;
    private readonly Origin origin;
    private readonly List<RouteSlot> slots = [];
    private readonly Dictionary<RouteKey, int> places = [];

    private IngressReader(IngressObject ingress, KubernetesConfig config)
    {
        this.ingress = ingress;
        problems = new ObjectProblems(Kinds.Ingress, ingress.Meta.Key);
        annotations = new AnnotationReader(ingress.Meta.Annotations, AnnotationTarget.Ingress, problems);
        origin = new Origin($"{Kinds.Ingress} {ingress.Meta.Key}", []);
        filters = new IngressFilters(ingress, annotations, config.PassHostHeader);
        own = OwnSettings.Read(annotations);
        upstream = new UpstreamAnnotations(annotations, ingress.Meta.Key, config.UpstreamTls.Verify).Read();
        ImmutableArray<string> named = annotations.Text("frontend-entry-points") is { } entryPoints
            ? [.. AnnotationReader.Items(entryPoints.Value).Distinct(StringComparer.Ordinal)]
            : [];
        // A list of nothing names no listener, and is not meant to be all of them.
        listeners = named.IsEmpty ? config.Listeners : named;
        priority = annotations.Whole("priority") ?? 0;
        isLed = config.Rollouts is not null;
    }

    /// <summary>Reads an Ingress.</summary>
    public static IngressPlan Read(IngressObject ingress, KubernetesConfig config)
    {
        if (CanaryReader.IsCanary(ingress))
            return new CanaryReader(ingress).Read();
        return new IngressReader(ingress, config).Read();
    }

    /// <summary>The slots of a canary Ingress: its hosts, paths and Services alone count.</summary>
    public static ImmutableArray<RouteSlot> BareSlots(IngressObject ingress, ObjectProblems into)
    {
        var bare = ingress with
        {
            Meta = ingress.Meta with
            {
                // What paths without a type mean, it may say: else it would not meet a main Ingress that says it too.
                Annotations = ingress
                    .Meta.Annotations.Where(pair =>
                        pair.Key.EndsWith("/rule-type", StringComparison.Ordinal)
                        || pair.Key == $"{AnnotationPrefixTexts.Own}{OwnAnnotations.Compat}"
                    )
                    .ToFrozenDictionary(StringComparer.Ordinal),
            },
        };
        var reader = new IngressReader(bare, new KubernetesConfig());
        reader.ReadRules();
        foreach (var problem in reader.problems.ToImmutable())
            into.Error(problem.Field, problem.Message, problem.Cure);
        return [.. reader.slots];
    }

    private IngressPlan Read()
    {
        ReadRules();
        ReadDefaultBackend();
        AddCanaryHost();
        var weights = WeightAnnotation.Read(annotations, out var isUnreadable);
        var plan = new IngressPlan(ingress, [.. slots], weights, isUnreadable, own, null, Secrets(), [])
        {
            Upstream = upstream,
            Rollout = AskedRollout.Read(annotations, ServiceNames(), isLed),
        };
        if (weights is not null)
            CheckNames(plan, weights);
        return plan with { Problems = problems.ToImmutable() };
    }

    private IEnumerable<string> ServiceNames() =>
        slots.Where(slot => slot.CanaryOf is null).SelectMany(slot => slot.Arms).Select(arm => arm.Service.Name);

    private void ReadRules()
    {
        for (var i = 0; i < ingress.Rules.Length; i++)
        {
            var rule = ingress.Rules[i];
            if (HostNames.Read(rule.Host, $"spec.rules[{i}].host", problems) is not { } host)
                continue;
            for (var j = 0; j < rule.Paths.Length; j++)
            {
                var field = $"spec.rules[{i}].http.paths[{j}]";
                var path = rule.Paths[j];
                if (RoutePath.Read(path, filters.Rule, own.IsCompat, field, problems) is { } read)
                    Add(new RouteKey(host, read), field, path.Path, path.Backend);
            }

            if (!rule.HasHttp && ingress.DefaultBackend is null)
                problems.Warn(
                    $"spec.rules[{i}]",
                    "the rule has no paths and the Ingress no default backend, so it takes nothing",
                    "add http.paths to the rule, or a defaultBackend to the Ingress"
                );
        }
    }

    private void ReadDefaultBackend()
    {
        if (ingress.DefaultBackend is not { } backend)
            return;
        var hosts = ingress.Rules.IsEmpty
            ? [""]
            : ingress.Rules.Select(rule => rule.Host.ToLowerInvariant().TrimEnd('.'));
        var quiet = new ObjectProblems(Kinds.Ingress, ingress.Meta.Key);
        foreach (var host in hosts.Distinct(StringComparer.Ordinal))
        {
            var key = new RouteKey(host, RoutePath.Any);
            if (HostNames.Read(host, "", quiet) is not null && !places.ContainsKey(key))
            {
                Add(key, "spec.defaultBackend", "/", backend);
                slots[^1] = slots[^1] with { IsDefault = true };
            }
        }
    }

    private void Add(RouteKey key, string field, string written, IngressBackend backend)
    {
        ImmutableArray<ServiceReference> arms = ArmOf(field, backend) is { } arm ? [arm] : [];
        if (places.TryGetValue(key, out var place))
        {
            slots[place] = slots[place] with { Arms = [.. slots[place].Arms, .. arms] };
            return;
        }

        places.Add(key, slots.Count);
        slots.Add(new RouteSlot(key, field, Template(key, written), arms));
    }

    private RouteConfig Template(RouteKey key, string written) =>
        new()
        {
            Name = ShortName.Of($"{ingress.Meta.Key} {key}", NameLengthMax),
            Listeners = listeners,
            Hosts = key.Host.Length == 0 ? [] : [key.Host],
            OneLabelWildcards = key.Host.StartsWith('*'),
            Path = key.Path.Config,
            Priority = PeerPriority.Of(priority, key.Host, filters.Rule, written, filters.Modifier),
            Filters = filters.Of(key),
            Created = ingress.Meta.Created,
            Origin = origin,
        };

    private ServiceReference? ArmOf(string field, IngressBackend backend)
    {
        var at = field == "spec.defaultBackend" ? field : $"{field}.backend";
        if (backend.Service is { Length: > 0 } service)
            return new ServiceReference(new ObjectKey(ingress.Meta.Key.Namespace, service), backend.Port, upstream);
        var what = backend.Resource is null ? "the backend names no Service" : $"{backend.Resource} is no Service";
        problems.Error(at, $"{what}; it serves nothing", "name a Service and its port");
        return null;
    }

    private void AddCanaryHost()
    {
        if (own.CanaryHost is not { } host)
            return;
        foreach (var slot in slots.ToArray())
        {
            var key = new RouteKey(host, slot.Key.Path);
            if (!places.TryAdd(key, slots.Count))
                continue;
            var template = slot.Template with
            {
                Name = ShortName.Of($"{ingress.Meta.Key} {key}", NameLengthMax),
                Hosts = [host],
                OneLabelWildcards = host.StartsWith('*'),
                Fallback = new FallbackConfig { Connect = false, Timeout = false },
            };
            slots.Add(new RouteSlot(key, slot.Field, template, slot.Arms) { CanaryOf = slot });
        }
    }

    private ImmutableArray<(ObjectKey Key, string Field, ImmutableArray<string> Hosts)> Secrets() =>
        [
            .. ingress
                .Tls.Select(
                    (tls, i) =>
                        (
                            tls.SecretName,
                            Field: string.Create(CultureInfo.InvariantCulture, $"spec.tls[{i}].secretName"),
                            Hosts: tls.Hosts.Select(host => host.ToLowerInvariant().TrimEnd('.'))
                        )
                )
                .Where(tls => !string.IsNullOrEmpty(tls.SecretName))
                .Select(tls =>
                    (
                        new ObjectKey(ingress.Meta.Key.Namespace, tls.SecretName!),
                        tls.Field,
                        tls.Hosts.Distinct(StringComparer.Ordinal).ToImmutableArray()
                    )
                ),
        ];

    private void CheckNames(IngressPlan plan, WeightAnnotation weights)
    {
        foreach (var name in weights.Percents.Keys)
        {
            var isForeign = name.Contains('/', StringComparison.Ordinal);
            if (isForeign ? ForeignService.Read(name) is not null : plan.Names(name))
                continue;
            problems.Warn(
                weights.Source.Field,
                isForeign
                    ? $"{ObjectProblems.Shown(name)} is no Service of a namespace, and is ignored"
                    : $"no path of the Ingress names Service {ObjectProblems.Shown(name)}, so its share is ignored",
                isForeign
                    ? "write namespace/service or namespace/service:port"
                    : "add it to a path beside the Service it shares with, or remove it"
            );
        }
    }
}
