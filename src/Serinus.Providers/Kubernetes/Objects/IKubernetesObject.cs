namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>An object of the API server, in the one form that all its API versions are read into. Immutable: a change is another instance.</summary>
internal interface IKubernetesObject
{
    ObjectMeta Meta { get; }
}
