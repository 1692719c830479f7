using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>Who owns which host and path: the oldest Ingress that asks for it. Others get a problem and nothing is merged.</summary>
internal sealed class Ownership
{
    private readonly Dictionary<RouteKey, (IngressPlan Plan, RouteSlot Slot)> owners = [];
    private readonly Dictionary<RouteSlot, List<(IngressPlan Plan, RouteSlot Slot)>> canaries = new(
        ReferenceEqualityComparer.Instance
    );
    private readonly List<(IngressPlan, RouteSlot)> owned = [];
    private readonly List<Problem> problems = [];

    /// <summary>Decides it for Ingresses given oldest first.</summary>
    public Ownership(ImmutableArray<IngressPlan> plans)
    {
        // What takes the rest of a host gives way to the rules of others, however young.
        foreach (var plan in plans.Where(plan => plan.Canary is null))
            Claim(plan, plan.Slots.Where(slot => !slot.IsDefault));
        foreach (var plan in plans.Where(plan => plan.Canary is null))
            Claim(plan, plan.Slots.Where(slot => slot.IsDefault));
        foreach (var plan in plans.Where(plan => plan.Canary is not null))
            Attach(plan);
        Routes = [.. owned.Select(one => new OwnedRoute(one.Item1, one.Item2, CanariesOf(one.Item2)))];
        Problems = [.. problems];
    }

    /// <summary>The routes that are served.</summary>
    public ImmutableArray<OwnedRoute> Routes { get; }

    /// <summary>Who asked for what another owns, and canaries without a main route.</summary>
    public ImmutableArray<Problem> Problems { get; }

    private void Claim(IngressPlan plan, IEnumerable<RouteSlot> slots)
    {
        foreach (var slot in slots)
        {
            if (owners.TryAdd(slot.Key, (plan, slot)))
            {
                owned.Add((plan, slot));
                continue;
            }

            var owner = owners[slot.Key];
            if (ReferenceEquals(owner.Plan, plan))
                continue;
            var report = new ObjectProblems(Kinds.Ingress, plan.Key);
            if (slot.IsDefault && !owner.Slot.IsDefault)
                report.Warn(
                    slot.Field,
                    $"a rule of Ingress {owner.Plan.Key} takes all of {slot.Key}, so nothing is left for the default backend",
                    "remove the default backend, or narrow the other rule"
                );
            else
                report.Error(
                    slot.Field,
                    $"{slot.Key} belongs to Ingress {owner.Plan.Key}, which is older, and is not taken from it",
                    "change host or path, or add the Service to the other Ingress"
                );
            problems.AddRange(report.ToImmutable());
        }
    }

    private void Attach(IngressPlan plan)
    {
        foreach (var slot in plan.Slots)
        {
            if (!owners.TryGetValue(slot.Key, out var main))
                Report(
                    plan,
                    slot.Field,
                    $"no Ingress that is not a canary serves {slot.Key}, so the canary takes nothing",
                    "add the main Ingress, with the same host, path and pathType"
                );
            else if (main.Plan.Key.Namespace != plan.Key.Namespace)
                Report(
                    plan,
                    slot.Field,
                    $"{slot.Key} belongs to Ingress {main.Plan.Key} of another namespace, so the canary takes nothing",
                    "put the canary into the namespace of its main Ingress"
                );
            else
            {
                if (!canaries.TryGetValue(main.Slot, out var list))
                    canaries.Add(main.Slot, list = []);
                list.Add((plan, slot));
            }
        }
    }

    private ImmutableArray<(IngressPlan, RouteSlot)> CanariesOf(RouteSlot slot) =>
        canaries.TryGetValue(slot.CanaryOf ?? slot, out var list) ? [.. list] : [];

    private void Report(IngressPlan plan, string field, string message, string cure)
    {
        var report = new ObjectProblems(Kinds.Ingress, plan.Key);
        report.Error(field, message, cure);
        problems.AddRange(report.ToImmutable());
    }
}
