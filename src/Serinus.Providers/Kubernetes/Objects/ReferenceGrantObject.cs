using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>A namespace's consent that objects of other namespaces refer to its own (ReferenceGrant of Gateway API).</summary>
/// <param name="Meta">Its metadata; the namespace is the one that consents.</param>
/// <param name="From">Who may refer.</param>
/// <param name="To">What may be referred to; a name of null is every one of the kind.</param>
internal sealed record ReferenceGrantObject(
    ObjectMeta Meta,
    ImmutableArray<(string Group, string Kind, string Namespace)> From,
    ImmutableArray<(string Group, string Kind, string? Name)> To
) : IKubernetesObject;
