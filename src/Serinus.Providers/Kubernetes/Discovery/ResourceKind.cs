using Serinus.Providers.Kubernetes.Objects;

namespace Serinus.Providers.Kubernetes.Discovery;

/// <summary>Kinds of objects that are followed.</summary>
internal enum ResourceKind
{
    Ingress,
    IngressClass,
    Service,

    /// <summary>EndpointSlices, or Endpoints where there are none or no right to them.</summary>
    Endpoints,
    ReferenceGrant,

    /// <summary>Canaries of our own group.</summary>
    Canary,
}
