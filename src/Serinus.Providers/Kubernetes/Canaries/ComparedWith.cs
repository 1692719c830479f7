namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What a metric is compared with.</summary>
internal enum ComparedWith
{
    /// <summary>The primary, request by request in the same moments.</summary>
    Primary,
}
