using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Ingresses;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>
/// The cluster at one moment, as far as it is read. Immutable. An object that did not change is the same instance in every view, so
/// whoever translates can keep what he made of it.
/// </summary>
internal sealed record ClusterView
{
    public static readonly ClusterView Empty = new();

    public ImmutableDictionary<ObjectKey, IngressObject> Ingresses { get; init; } =
        ImmutableDictionary<ObjectKey, IngressObject>.Empty;

    public ImmutableDictionary<ObjectKey, IngressClassObject> IngressClasses { get; init; } =
        ImmutableDictionary<ObjectKey, IngressClassObject>.Empty;

    public ImmutableDictionary<ObjectKey, ServiceObject> Services { get; init; } =
        ImmutableDictionary<ObjectKey, ServiceObject>.Empty;

    /// <summary>By the name of the Service.</summary>
    public ImmutableDictionary<ObjectKey, ServiceEndpoints> Endpoints { get; init; } =
        ImmutableDictionary<ObjectKey, ServiceEndpoints>.Empty;

    /// <summary>Only those that the last translation asked for.</summary>
    public ImmutableDictionary<ObjectKey, SecretObject> Secrets { get; init; } =
        ImmutableDictionary<ObjectKey, SecretObject>.Empty;

    public ImmutableDictionary<ObjectKey, ReferenceGrantObject> ReferenceGrants { get; init; } =
        ImmutableDictionary<ObjectKey, ReferenceGrantObject>.Empty;

    /// <summary>What routes need to know of Canaries, by their names. The same instance as long as it says the same.</summary>
    public ImmutableDictionary<ObjectKey, ServedCanary> Canaries { get; init; } =
        ImmutableDictionary<ObjectKey, ServedCanary>.Empty;

    /// <summary>Secrets that were asked for and could not be read, with the reason, such as a missing right; those that do not exist are simply absent.</summary>
    public ImmutableDictionary<ObjectKey, string> UnreadableSecrets { get; init; } =
        ImmutableDictionary<ObjectKey, string>.Empty;
}
