using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>
/// Which Services stand for two arms now, because a Canary moves requests between them. A workload's Service does as soon as it leads to the
/// pods of the primary, and both arms have a Service: before that, and after a Canary has put everything back, it stands for itself.
/// Used by one thread at a time.
/// </summary>
internal sealed class LivePairs
{
    private ImmutableDictionary<ObjectKey, ServedCanary> canaries = ImmutableDictionary<ObjectKey, ServedCanary>.Empty;
    private ImmutableDictionary<ObjectKey, ServiceObject> services = ImmutableDictionary<
        ObjectKey,
        ServiceObject
    >.Empty;

    /// <summary>The pairs by the Service that is named, oldest first; another instance when one of them changed.</summary>
    public ImmutableDictionary<ObjectKey, ImmutableArray<ServedCanary>> Pairs { get; private set; } =
        ImmutableDictionary<ObjectKey, ImmutableArray<ServedCanary>>.Empty;

    /// <summary>Brings them to a new view.</summary>
    public void Update(ClusterView view)
    {
        if (ReferenceEquals(canaries, view.Canaries) && ReferenceEquals(services, view.Services))
            return;
        (canaries, services) = (view.Canaries, view.Services);
        var next = canaries
            .Values.Where(IsInForce)
            .GroupBy(canary => Key(canary, canary.Apex ?? canary.Stable))
            .ToImmutableDictionary(group => group.Key, group => group.Order(oldestFirst).ToImmutableArray());
        var isSame =
            next.Count == Pairs.Count
            && next.All(pair => Pairs.TryGetValue(pair.Key, out var known) && known.SequenceEqual(pair.Value));
        if (!isSame)
            Pairs = next;
    }

    /// <summary>The Canary by which a Service that an Ingress names stands for two arms; null when it stands for itself.</summary>
    public ServedCanary? Find(ObjectKey service, ObjectKey ingress) =>
        Pairs.TryGetValue(service, out var found) ? found.FirstOrDefault(canary => canary.Moves(ingress)) : null;

    private static readonly Comparer<ServedCanary> oldestFirst = Comparer<ServedCanary>.Create(
        (left, right) =>
        {
            var byAge = (left.Created ?? DateTimeOffset.MaxValue).CompareTo(right.Created ?? DateTimeOffset.MaxValue);
            return byAge != 0 ? byAge : string.CompareOrdinal(left.Key.Name, right.Key.Name);
        }
    );

    private bool IsInForce(ServedCanary canary)
    {
        if (
            !services.TryGetValue(Key(canary, canary.Stable), out var stable)
            || !services.TryGetValue(Key(canary, canary.Canary), out var other)
        )
            return false;
        if (canary.Apex is null)
            return true;
        return services.TryGetValue(Key(canary, canary.Apex), out var apex)
            // One that was taken over stays so when somebody applies it anew, until it is given back: its selector is put right meanwhile.
            && (
                apex.Meta.Annotations.ContainsKey(ServedCanary.OriginalAnnotation)
                || Selects(apex, stable)
                || (canary.ChangesPlaces && Selects(apex, other))
            );
    }

    // Without a selector somebody else says which pods it leads to, and nobody can tell whether they are these.
    private static bool Selects(ServiceObject apex, ServiceObject arm) =>
        apex.Selector.Count > 0
        && apex.Selector.Count == arm.Selector.Count
        && apex.Selector.All(label => arm.Selector.TryGetValue(label.Key, out var value) && value == label.Value);

    private static ObjectKey Key(ServedCanary canary, string service) => canary.Key with { Name = service };
}
