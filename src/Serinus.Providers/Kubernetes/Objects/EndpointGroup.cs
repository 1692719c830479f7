using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>Addresses that share their ports: an EndpointSlice, or a subset of an Endpoints object.</summary>
/// <param name="Ports">The ports, by the name of the Service's port (empty for an unnamed one). A port of null means any.</param>
/// <param name="Addresses">The addresses.</param>
internal sealed record EndpointGroup(ImmutableArray<EndpointPort> Ports, ImmutableArray<EndpointAddress> Addresses);
