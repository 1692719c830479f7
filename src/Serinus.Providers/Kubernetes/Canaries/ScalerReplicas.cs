using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Bounds of replicas.</summary>
internal sealed record ScalerReplicas
{
    /// <summary>The least; the scaler's when absent.</summary>
    [Field(Minimum = 0)]
    public int? MinReplicas { get; init; }

    /// <summary>The most; the scaler's when absent.</summary>
    [Field(Minimum = 1)]
    public int? MaxReplicas { get; init; }
}
