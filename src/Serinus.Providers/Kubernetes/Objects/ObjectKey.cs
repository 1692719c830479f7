namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>Namespace and name of an object; the namespace is empty for objects of the whole cluster.</summary>
internal readonly record struct ObjectKey(string Namespace, string Name)
{
    /// <summary><c>namespace/name</c>, as messages show it.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
