using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Endpoints;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>The arms of a route: those of its path, those its weights bring in from other namespaces, and those of its canaries.</summary>
internal sealed class ArmList
{
    private readonly List<Arm> arms = [];
    private readonly HashSet<ServedCanary> canaries = [];
    private readonly LiveServices services;
    private readonly LivePairs pairs;

    private ArmList(LiveServices services, LivePairs pairs) => (this.services, this.pairs) = (services, pairs);

    /// <summary>Gathers the arms of a route.</summary>
    /// <param name="owned">The route.</param>
    /// <param name="services">What Services mean now.</param>
    /// <param name="pairs">Which Services stand for two arms.</param>
    /// <param name="view">The cluster, for its grants.</param>
    /// <param name="problems">Where problems go.</param>
    /// <param name="mainCount">How many arms there are before those of canaries.</param>
    /// <param name="moved">The Canaries that move requests of the route.</param>
    public static ImmutableArray<Arm> Of(
        OwnedRoute owned,
        LiveServices services,
        LivePairs pairs,
        ClusterView view,
        ObjectProblems problems,
        out int mainCount,
        out ImmutableArray<ObjectKey> moved
    )
    {
        var list = new ArmList(services, pairs);
        foreach (var group in owned.Slot.Arms.GroupBy(arm => arm))
            list.AddMain(group.Key, group.Count(), owned);
        moved = [.. list.canaries.Select(canary => canary.Key)];
        if (list.arms.Count > 0)
            list.AddForeign(owned, view, problems);
        mainCount = list.arms.Count;
        if (mainCount > 0)
        {
            // How upstreams are spoken to is said by the main Ingress for its canaries too.
            var rules = owned.Slot.Arms[0].Rules;
            foreach (var arm in owned.Canaries.Select(canary => canary.Slot.Arms.FirstOrDefault()))
                list.Add(arm with { Rules = rules }, 1, null);
        }

        return [.. list.arms];
    }

    /// <summary>Adds an arm of the path, or the two that it stands for.</summary>
    private void AddMain(ServiceReference reference, int times, OwnedRoute owned)
    {
        if (pairs.Find(reference.Service, owned.Plan.Key) is not { } pair)
        {
            Add(reference, times, reference.Service.Name);
            return;
        }

        canaries.Add(pair);
        var canary = reference with { Service = reference.Service with { Name = pair.Canary } };
        if (pair.Apex is null)
            Add(reference, times, reference.Service.Name);
        else
            Add(
                reference with
                {
                    Service = reference.Service with { Name = pair.Stable },
                },
                times,
                reference.Service.Name,
                pair.Stable
            );
        if (!owned.Slot.Arms.Contains(canary) && !arms.Exists(arm => arm.Service.Reference == canary))
            Add(canary, 1, null, pair.Canary);
    }

    private void AddForeign(OwnedRoute owned, ClusterView view, ObjectProblems problems)
    {
        if (owned.Plan.Weights is not { } weights)
            return;
        var own = weights.Percents.Keys.Where(name => !name.Contains('/', StringComparison.Ordinal)).ToArray();
        if (own.Length > 0 && !arms.Exists(arm => arm.Listed is { } listed && weights.Percents.ContainsKey(listed)))
            return;
        foreach (var name in weights.Percents.Keys.Where(name => name.Contains('/', StringComparison.Ordinal)))
        {
            if (ForeignService.Read(name) is not { } foreign)
                continue;
            var first = arms[0].Service.Reference;
            if (foreign.IsGranted(view, owned.Plan.Key.Namespace))
                Add(new ServiceReference(foreign.Service, foreign.Port ?? first.Port, first.Rules), 1, name);
            else
                problems.Error(
                    weights.Source.Field,
                    $"namespace {foreign.Service.Namespace} does not allow Ingresses of namespace {owned.Plan.Key.Namespace} to use its Service {foreign.Service.Name}, which gets nothing",
                    $"add a ReferenceGrant to namespace {foreign.Service.Namespace}: from networking.k8s.io Ingress of {owned.Plan.Key.Namespace}, to Service {foreign.Service.Name}"
                );
        }
    }

    private void Add(ServiceReference reference, int times, string? listed, string? name = null)
    {
        // A canary Ingress whose path names no Service has no arm.
        if (reference.Service.Name is null)
            return;
        var arm = new Arm(services.Find(reference), NameOf(reference, name ?? listed), times, listed);
        arms.Add(arm with { IsOverlaid = name is not null && listed is null });
    }

    private string NameOf(ServiceReference reference, string? listed)
    {
        var name = listed ?? reference.Service.Name;
        if (IsFree(name))
            return name;
        name = $"{name}:{reference.Port}";
        var number = 2;
        var wanted = name;
        while (!IsFree(wanted))
            wanted = $"{name} {number++}";
        return wanted;
    }

    private bool IsFree(string name) => !arms.Exists(arm => arm.Name == name);
}
