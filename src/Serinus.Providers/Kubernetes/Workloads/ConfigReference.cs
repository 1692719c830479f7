namespace Serinus.Providers.Kubernetes.Workloads;

/// <summary>A ConfigMap or Secret that a pod template uses.</summary>
/// <param name="IsSecret">Whether it is a Secret.</param>
/// <param name="Name">Its name, in the namespace of the workload.</param>
/// <param name="IsOptional">Whether pods start without it.</param>
internal sealed record ConfigReference(bool IsSecret, string Name, bool IsOptional)
{
    /// <summary>As messages and statuses name it.</summary>
    public override string ToString() => IsSecret ? $"secret/{Name}" : $"configmap/{Name}";
}
