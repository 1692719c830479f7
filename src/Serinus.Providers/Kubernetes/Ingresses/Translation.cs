using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>What a view of the cluster means to the edge.</summary>
/// <param name="Fragment">Routes, services, certificates and problems. A route or service that did not change is the same instance as in the translation before.</param>
/// <param name="Secrets">Secrets that are needed; they are read next, and the view translated again.</param>
/// <param name="Served">The Ingresses that are ours, for their status.</param>
internal sealed record Translation(
    Fragment Fragment,
    ImmutableHashSet<ObjectKey> Secrets,
    ImmutableArray<IngressObject> Served
)
{
    /// <summary>The Ingresses that ask for a rollout by annotation.</summary>
    public ImmutableArray<(IngressObject Ingress, AskedRollout Asked)> Asked { get; init; } = [];

    /// <summary>Names of the routes that each Canary moves; those that move none are not in it.</summary>
    public ImmutableDictionary<ObjectKey, ImmutableArray<string>> Moved { get; init; } =
        ImmutableDictionary<ObjectKey, ImmutableArray<string>>.Empty;
}
