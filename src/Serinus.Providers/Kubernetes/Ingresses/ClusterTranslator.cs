using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Endpoints;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Providers.Kubernetes.Secrets;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>
/// Says what a view of the cluster means to the edge. The same view means the same whatever came before; what came before is only kept so
/// that what did not change is not made anew, and stays the same instance. Used by one thread at a time.
/// </summary>
/// <remarks>
/// In steps: which Ingresses are ours; what each says by itself; who owns which host and path; what the Services mean; and from these the
/// routes. A change repeats only the steps it concerns.
/// </remarks>
internal sealed class ClusterTranslator
{
    private readonly KubernetesConfig config;
    private readonly LiveUpstreamSecrets secrets;
    private readonly LiveServices services;
    private readonly LivePairs pairs = new();
    private readonly LiveCertificates certificates;
    private ClusterView last = ClusterView.Empty;
    private Dictionary<ObjectKey, IngressPlan> plansByKey = [];
    private ImmutableArray<IngressPlan> plans = [];
    private ImmutableArray<OwnedRoute> owned = [];
    private ImmutableArray<BuiltRoute> built = [];
    private ImmutableArray<Problem> standing = [];
    private Dictionary<Problem, Problem> passing = [];
    private bool isNew = true;
    private int translations;

    /// <param name="config">Which classes are ours, and defaults.</param>
    /// <param name="time">Tells whether a certificate has expired.</param>
    public ClusterTranslator(KubernetesConfig config, TimeProvider time)
    {
        this.config = config;
        secrets = new LiveUpstreamSecrets();
        services = new LiveServices(secrets, config.UpstreamTls);
        certificates = new LiveCertificates(time);
    }

    public ClusterTranslator(KubernetesConfig config)
        : this(config, TimeProvider.System) { }

    /// <summary>What a view means.</summary>
    public Translation Translate(ClusterView view)
    {
        var hasNewIngresses =
            isNew
            || !ReferenceEquals(last.Ingresses, view.Ingresses)
            || !ReferenceEquals(last.IngressClasses, view.IngressClasses);
        (last, isNew) = (view, false);
        translations++;
        services.Update(view);
        pairs.Update(view);
        if (hasNewIngresses)
            Plan(view);
        Build(view);
        var fragment = Gather(view);
        if (hasNewIngresses)
            services.Forget(service => service.UsedIn == translations);
        return new Translation(
            fragment,
            [
                .. plans.SelectMany(plan => plan.Secrets).Select(secret => secret.Key),
                .. plans.Select(plan => plan.Upstream?.Secret).OfType<ObjectKey>(),
            ],
            [.. plans.Select(plan => plan.Ingress)]
        )
        {
            Moved = Moved(),
            Asked = [.. plans.Where(plan => plan.Rollout is not null).Select(plan => (plan.Ingress, plan.Rollout!))],
        };
    }

    /// <summary>The routes each Canary moves.</summary>
    private ImmutableDictionary<ObjectKey, ImmutableArray<string>> Moved() =>
        built
            .Where(route => route.Route is not null)
            .SelectMany(route => route.Moved.Select(canary => (Canary: canary, route.Route!.Name)))
            .GroupBy(pair => pair.Canary, pair => pair.Name)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray());

    private void Plan(ClusterView view)
    {
        var classes = new ClassSelection(config, view.IngressClasses.Values);
        var next = new Dictionary<ObjectKey, IngressPlan>(view.Ingresses.Count);
        var ignored = new List<IngressObject>();
        foreach (var (key, ingress) in view.Ingresses)
        {
            if (!classes.IsOurs(ingress))
                ignored.Add(ingress);
            else if (plansByKey.TryGetValue(key, out var plan) && ReferenceEquals(plan.Ingress, ingress))
                next.Add(key, plan);
            else
                next.Add(key, IngressReader.Read(ingress, config));
        }

        plansByKey = next;
        plans = [.. next.Values.Order(Comparer<IngressPlan>.Create(OldestFirst))];
        var ownership = new Ownership(plans);
        owned = ownership.Routes;
        var summary = ClassSelection.Summary(ignored);
        standing = [.. summary is null ? [] : new[] { summary }, .. ownership.Problems];
    }

    private static int OldestFirst(IngressPlan left, IngressPlan right)
    {
        var leftCreated = left.Ingress.Meta.Created ?? DateTimeOffset.MaxValue;
        var byAge = leftCreated.CompareTo(right.Ingress.Meta.Created ?? DateTimeOffset.MaxValue);
        if (byAge != 0)
            return byAge;
        var byNamespace = string.CompareOrdinal(left.Key.Namespace, right.Key.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(left.Key.Name, right.Key.Name);
    }

    private void Build(ClusterView view)
    {
        var isAligned = built.Length == owned.Length;
        Dictionary<RouteSlot, BuiltRoute>? bySlot = null;
        var next = ImmutableArray.CreateBuilder<BuiltRoute>(owned.Length);
        for (var i = 0; i < owned.Length; i++)
        {
            BuiltRoute? before = null;
            if (isAligned && built[i].IsOf(owned[i]))
                before = built[i];
            else
            {
                bySlot ??= BySlot();
                before = bySlot.GetValueOrDefault(owned[i].Slot) is { } found && found.IsOf(owned[i]) ? found : null;
            }

            next.Add(
                before is not null && before.IsCurrent(view, pairs)
                    ? before.Beside(pairs)
                    : RouteBuilder.Build(owned[i], services, pairs, view)
            );
        }

        built = next.MoveToImmutable();
    }

    private Dictionary<RouteSlot, BuiltRoute> BySlot()
    {
        var bySlot = new Dictionary<RouteSlot, BuiltRoute>(built.Length, ReferenceEqualityComparer.Instance);
        foreach (var route in built)
            bySlot[route.Owned.Slot] = route;
        return bySlot;
    }

    private Fragment Gather(ClusterView view)
    {
        var routes = ImmutableArray.CreateBuilder<RouteConfig>(built.Length);
        var used = ImmutableArray.CreateBuilder<ServiceConfig>();
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var unreadable = ImmutableArray.CreateBuilder<ObjectId>();
        var ofServices = new List<Problem>();
        var ofEndpoints = new SortedDictionary<string, CertificateConfig>(StringComparer.Ordinal);
        foreach (var plan in plans)
            problems.AddRange(plan.Problems);
        foreach (var route in built)
        {
            if (route.Route is not null)
                routes.Add(route.Route);
            else if (route.Owned.Plan.IsUnreadable)
                unreadable.Add(new ObjectId(ObjectId.Route, route.Owned.Slot.Template.Name));
            problems.AddRange(route.Problems);
            foreach (var service in route.Services)
            {
                if (service.UsedIn == translations)
                    continue;
                service.UsedIn = translations;
                var resolution = service.Resolution;
                if (!resolution.IsUnreadable)
                    used.Add(resolution.Config);
                else
                {
                    unreadable.Add(new ObjectId(ObjectId.Service, resolution.Config.Name));
                    // What its last good version shows to endpoints has to stay with it.
                    var shownBefore = UpstreamSecret.NameOf(service.Reference.Rules!.Secret!.Value);
                    unreadable.Add(new ObjectId(ObjectId.Certificate, shownBefore));
                }

                if (resolution.Certificate is { } shown)
                    ofEndpoints.TryAdd(shown.Name, shown);
                ofServices.AddRange(resolution.Problems);
            }
        }

        problems.AddRange(ofServices);
        var found = certificates.Read(plans, view);
        unreadable.AddRange(found.Unreadable);
        problems.AddRange(Same([.. standing, .. SecretProblems(view), .. found.Problems]));
        return new Fragment
        {
            Provider = "kubernetes",
            Routes = routes.ToImmutable(),
            Services = used.ToImmutable(),
            Certificates = [.. found.Certificates, .. ofEndpoints.Values],
            Problems = [.. problems.Distinct()],
            Unreadable = [.. unreadable.Distinct()],
        };
    }

    /// <summary>What is wrong with the Secrets that Ingresses name for TLS to their endpoints.</summary>
    private IEnumerable<Problem> SecretProblems(ClusterView view)
    {
        foreach (var plan in plans)
        {
            if (plan.Upstream?.Secret is not { } key || secrets.Find(key, view) is not { Trouble: { } trouble } found)
                continue;
            var effect =
                found == UpstreamSecret.Absent
                    ? "requests to its endpoints are answered 503"
                    : "its last good version counts; without one, requests are answered 503";
            var report = new ObjectProblems(Kinds.Ingress, plan.Key);
            report.Error(
                UpstreamAnnotations.SecretField,
                $"Secret {key} {trouble}; {effect}",
                "put the authority of the endpoints into ca.crt, and what they are to be shown into tls.crt and tls.key, in PEM"
            );
            foreach (var problem in report.ToImmutable())
                yield return problem;
        }
    }

    /// <summary>Problems that are found anew each time, as the instances of the time before.</summary>
    private List<Problem> Same(List<Problem> found)
    {
        var next = new Dictionary<Problem, Problem>(found.Count);
        foreach (var problem in found)
        {
            ref var kept = ref CollectionsMarshal.GetValueRefOrAddDefault(next, problem, out var isThere);
            if (!isThere)
                kept = passing.GetValueOrDefault(problem) ?? problem;
        }

        passing = next;
        return [.. next.Values];
    }
}
