using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Canaries;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>What each Canary asks for. One that did not change keeps its instance. Used by one thread at a time; what it says may be read by any.</summary>
internal sealed class LiveSpecs
{
    private volatile ImmutableDictionary<ObjectKey, Entry> entries = ImmutableDictionary<ObjectKey, Entry>.Empty;

    /// <summary>What is asked for by the Canaries that say what is moved.</summary>
    public IEnumerable<RolloutSpec> All => entries.Values.Select(entry => entry.Spec).OfType<RolloutSpec>();

    /// <summary>What a rollout asks for; null when it cannot be read.</summary>
    public RolloutSpec? Find(ObjectKey canary) => entries.GetValueOrDefault(canary)?.Spec;

    /// <summary>What is wrong with a Canary by itself and what it refers to.</summary>
    public ImmutableArray<Problem> ProblemsOf(ObjectKey canary) => entries.GetValueOrDefault(canary)?.Problems ?? [];

    /// <summary>Another instance after each change of what is asked for or wrong; the same one as long as nothing changed.</summary>
    public object Version => entries;

    /// <summary>Brings all to what is known.</summary>
    /// <param name="known">The cluster.</param>
    /// <param name="references">What Canaries may refer to; the same instance as long as it is the same.</param>
    public void Update(ClusterKnown known, CanaryReferences references)
    {
        var before = entries;
        var next = before.ToBuilder();
        foreach (var (key, canary) in known.Canaries)
        {
            var routes = known.Moved.GetValueOrDefault(key, []);
            var entry = before.GetValueOrDefault(key);
            if (entry is null || !entry.IsOf(canary, routes, references))
                next[key] = Read(canary, routes, references, entry);
        }

        if (next.Count > known.Canaries.Count)
            next.RemoveRange(before.Keys.Where(key => !known.Canaries.ContainsKey(key)));
        entries = next.ToImmutable();
    }

    private static Entry Read(
        CanaryObject canary,
        ImmutableArray<string> routes,
        CanaryReferences references,
        Entry? before
    )
    {
        var problems = new ObjectProblems(Kinds.Canary, canary.Meta.Key);
        // An overlay that names no route lies over all that have both arms, be they of another namespace.
        ImmutableArray<string> named = routes.IsEmpty
            ? [$"none: no Ingress names the Service of Canary {canary.Meta.Key}"]
            : routes;
        var spec = canary.Served is null ? null : new RolloutReader(canary, references, problems).Read(named);
        // What cannot be read changes nothing: its last good version goes on holding what it holds.
        if (!canary.IsReadable && before is { Spec: not null, Uid: var uid } && uid == canary.Meta.Uid)
            spec = before.Spec with { Routes = named };
        ImmutableArray<Problem> wrong = canary.IsReadable ? problems.ToImmutable() : canary.Problems;
        return new Entry(canary.Meta.Uid, canary.Generation, routes, references, spec, wrong);
    }

    private sealed record Entry(
        string Uid,
        long Generation,
        ImmutableArray<string> Routes,
        CanaryReferences References,
        RolloutSpec? Spec,
        ImmutableArray<Problem> Problems
    )
    {
        public bool IsOf(CanaryObject canary, ImmutableArray<string> routes, CanaryReferences references) =>
            Uid == canary.Meta.Uid
            && Generation == canary.Generation
            && ReferenceEquals(References, references)
            && Routes.SequenceEqual(routes);
    }
}
