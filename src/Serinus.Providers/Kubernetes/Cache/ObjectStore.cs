using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>
/// Objects of one kind. Written by the informers of its namespaces, under a lock; read by anybody, as one immutable map. An object keeps
/// its instance as long as its version stays.
/// </summary>
/// <param name="changed">Told after every change.</param>
internal sealed class ObjectStore<T>(Action changed) : IStore<T>
    where T : class, IKubernetesObject
{
    private readonly Lock writing = new();
    private volatile ImmutableDictionary<ObjectKey, T> items = ImmutableDictionary<ObjectKey, T>.Empty;

    public ImmutableDictionary<ObjectKey, T> Items => items;

    public void Replace(string ns, IReadOnlyCollection<T> all) => Change(before => Replaced(before, ns, all));

    public void Put(T item) => Change(before => IsSame(before, item) ? before : before.SetItem(item.Meta.Key, item));

    public void Remove(ObjectKey key) => Change(before => before.Remove(key));

    private void Change(Func<ImmutableDictionary<ObjectKey, T>, ImmutableDictionary<ObjectKey, T>> change)
    {
        lock (writing)
        {
            var before = items;
            var after = change(before);
            if (ReferenceEquals(before, after))
                return;
            items = after;
        }

        changed();
    }

    private static ImmutableDictionary<ObjectKey, T> Replaced(
        ImmutableDictionary<ObjectKey, T> before,
        string ns,
        IReadOnlyCollection<T> all
    )
    {
        var keys = all.Select(item => item.Meta.Key).ToHashSet();
        var after = before.ToBuilder();
        after.RemoveRange(before.Keys.Where(key => (ns.Length == 0 || key.Namespace == ns) && !keys.Contains(key)));
        foreach (var item in all)
        {
            if (!IsSame(before, item))
                after[item.Meta.Key] = item;
        }

        return after.ToImmutable();
    }

    // The same object may be read as another version of the API: it has the same resource version, and may mean something else.
    private static bool IsSame(ImmutableDictionary<ObjectKey, T> before, T item) =>
        before.TryGetValue(item.Meta.Key, out var known)
        && known.Meta.ResourceVersion == item.Meta.ResourceVersion
        && known.Meta.Uid == item.Meta.Uid
        && (known as IngressObject)?.ApiVersion == (item as IngressObject)?.ApiVersion;
}
