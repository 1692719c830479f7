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
);
