using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What routes requests.</summary>
internal enum RouteKind
{
    /// <summary>An Ingress.</summary>
    [Word("Ingress")]
    Ingress,
}
