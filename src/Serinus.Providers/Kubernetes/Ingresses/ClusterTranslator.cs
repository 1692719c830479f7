using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Serinus.Providers.Kubernetes.Endpoints;
using Serinus.Providers.Kubernetes.Objects;
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
/// <param name="config">Which classes are ours, and defaults.</param>
/// <param name="time">Tells whether a certificate has expired.</param>
internal sealed class ClusterTranslator(KubernetesConfig config, TimeProvider time)
{
    private readonly LiveServices services = new();
    private readonly LiveCertificates certificates = new(time);
    private ClusterView last = ClusterView.Empty;
    private Dictionary<ObjectKey, IngressPlan> plansByKey = [];
    private ImmutableArray<IngressPlan> plans = [];
    private ImmutableArray<OwnedRoute> owned = [];
    private ImmutableArray<BuiltRoute> built = [];
    private ImmutableArray<Problem> standing = [];
    private Dictionary<Problem, Problem> passing = [];
    private bool isNew = true;
    private int translations;

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
        if (hasNewIngresses)
            Plan(view);
        Build(view);
        var fragment = Gather(view);
        if (hasNewIngresses)
            services.Forget(service => service.UsedIn == translations);
        return new Translation(
            fragment,
            [.. plans.SelectMany(plan => plan.Secrets).Select(secret => secret.Key)],
            [.. plans.Select(plan => plan.Ingress)]
        );
    }

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
                before is not null && before.IsCurrent(view) ? before : RouteBuilder.Build(owned[i], services, view)
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
                used.Add(service.Resolution.Config);
                ofServices.AddRange(service.Resolution.Problems);
            }
        }

        problems.AddRange(ofServices);
        var (served, ofCertificates) = certificates.Read(plans, view);
        problems.AddRange(Same([.. standing, .. ofCertificates]));
        return new Fragment
        {
            Provider = "kubernetes",
            Routes = routes.ToImmutable(),
            Services = used.ToImmutable(),
            Certificates = served,
            Problems = [.. problems.Distinct()],
            Unreadable = unreadable.ToImmutable(),
        };
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
