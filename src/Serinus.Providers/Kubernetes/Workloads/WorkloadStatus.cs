namespace Serinus.Providers.Kubernetes.Workloads;

/// <summary>How far a workload's controller has come.</summary>
/// <param name="ObservedGeneration">Generation it has acted on.</param>
/// <param name="Wanted">Pods there are to be, as the controller of a DaemonSet counts nodes; null for others, whose spec says it.</param>
/// <param name="Pods">Pods there are.</param>
/// <param name="Updated">Of these, made by the present template.</param>
/// <param name="Available">Pods that serve.</param>
/// <param name="HasFailed">Whether the controller has given up.</param>
internal sealed record WorkloadStatus(
    long ObservedGeneration,
    int? Wanted,
    int Pods,
    int Updated,
    int Available,
    bool HasFailed
);
