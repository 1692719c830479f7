using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>Which Canary has a workload, and a Service, that several claim: the oldest. Pure.</summary>
internal static class TargetClaims
{
    /// <summary>Problems of Canaries that come too late, by their names.</summary>
    public static ImmutableDictionary<ObjectKey, Problem> Late(IEnumerable<CanaryObject> canaries)
    {
        var late = ImmutableDictionary.CreateBuilder<ObjectKey, Problem>();
        var owners = new Dictionary<(string Namespace, string What), CanaryObject>();
        foreach (var canary in canaries.Where(canary => canary.Served is not null).Order(oldestFirst))
        {
            var served = canary.Served!;
            var target = canary.Spec.TargetRef;
            var claims = new (string Field, string What)[]
            {
                ("spec.targetRef", $"{target.Kind} {target.Name}"),
                ("spec.service.name", $"Service {served.Apex ?? served.Canary}"),
            };
            foreach (var (field, what) in claims)
            {
                var place = (canary.Meta.Key.Namespace, what);
                if (!owners.TryGetValue(place, out var owner))
                    owners.Add(place, canary);
                else if (owner != canary && !late.ContainsKey(canary.Meta.Key))
                    late.Add(canary.Meta.Key, ProblemOf(canary, field, what, owner));
            }
        }

        return late.ToImmutable();
    }

    private static readonly Comparer<CanaryObject> oldestFirst = Comparer<CanaryObject>.Create(
        (left, right) =>
        {
            var byAge = (left.Meta.Created ?? DateTimeOffset.MaxValue).CompareTo(
                right.Meta.Created ?? DateTimeOffset.MaxValue
            );
            return byAge != 0 ? byAge : string.CompareOrdinal(left.Meta.Key.ToString(), right.Meta.Key.ToString());
        }
    );

    private static Problem ProblemOf(CanaryObject canary, string field, string what, CanaryObject owner)
    {
        var problems = new ObjectProblems(Kinds.Canary, canary.Meta.Key);
        problems.Error(
            field,
            $"{what} is rolled out by Canary {owner.Meta.Key.Name} already, which is older",
            "delete one of the two"
        );
        return problems.ToImmutable()[0];
    }
}
