using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Objects;

/// <summary>All that is known of where a Service is served. The same instance as long as nothing of it changes.</summary>
/// <param name="Groups">From its EndpointSlices in the order of their names, or from its Endpoints object.</param>
internal sealed record ServiceEndpoints(ImmutableArray<EndpointGroup> Groups);
