using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Cache;

/// <summary>Takes what an informer reads.</summary>
internal interface IStore<in T>
    where T : IKubernetesObject
{
    /// <summary>The objects of a namespace, or of all when it is empty, are these and no others.</summary>
    void Replace(string ns, IReadOnlyCollection<T> all);

    void Put(T item);

    void Remove(ObjectKey key);
}
