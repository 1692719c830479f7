using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>The place of one Secret in a store: an informer that follows it alone must not take the others for gone.</summary>
internal sealed class OneSecret(ObjectStore<SecretObject> store, ObjectKey key) : IStore<SecretObject>
{
    public void Replace(string ns, IReadOnlyCollection<SecretObject> all)
    {
        if (all.FirstOrDefault(secret => secret.Meta.Key == key) is { } found)
            store.Put(found);
        else
            store.Remove(key);
    }

    public void Put(SecretObject item)
    {
        if (item.Meta.Key == key)
            store.Put(item);
    }

    public void Remove(ObjectKey gone)
    {
        if (gone == key)
            store.Remove(key);
    }
}
