using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>A route with the Ingress that owns its host and path, and the canaries that attach to it, oldest first.</summary>
internal sealed record OwnedRoute(
    IngressPlan Plan,
    RouteSlot Slot,
    ImmutableArray<(IngressPlan Plan, RouteSlot Slot)> Canaries
);
