using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What scales a workload.</summary>
internal enum ScalerKind
{
    /// <summary>A HorizontalPodAutoscaler.</summary>
    [Word("HorizontalPodAutoscaler")]
    HorizontalPodAutoscaler,

    /// <summary>A ScaledObject of KEDA.</summary>
    [Word("ScaledObject")]
    ScaledObject,
}
