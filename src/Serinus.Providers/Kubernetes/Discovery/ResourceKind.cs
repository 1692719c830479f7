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

    Deployment,
    DaemonSet,
    StatefulSet,

    /// <summary>ConfigMaps, by their metadata alone.</summary>
    ConfigMap,

    /// <summary>Secrets, by their metadata alone.</summary>
    Secret,
    Autoscaler,

    /// <summary>Autoscalers of KEDA.</summary>
    ScaledObject,
    MetricTemplate,
    AlertProvider,
    FlaggerCanary,
    FlaggerMetricTemplate,
    FlaggerAlertProvider,
}
