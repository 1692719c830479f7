using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Endpoints;
using Serinus.Routing.Config;

namespace Serinus.Providers.Kubernetes.Ingresses;

/// <summary>A route as its Ingress alone describes it, before it is known who owns its host and path and what can serve it.</summary>
/// <param name="Key">Host and path.</param>
/// <param name="Field">Its place in the Ingress.</param>
/// <param name="Template">The route without backends.</param>
/// <param name="Arms">What serves it, in the order written; the same arm twice counts twice.</param>
internal sealed record RouteSlot(
    RouteKey Key,
    string Field,
    RouteConfig Template,
    ImmutableArray<ServiceReference> Arms
)
{
    /// <summary>Whether it takes what no rule takes, and so gives way to the rules of others.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The slot whose canary it leads to, or null.</summary>
    public RouteSlot? CanaryOf { get; init; }
}
