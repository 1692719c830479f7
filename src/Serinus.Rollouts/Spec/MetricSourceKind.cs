namespace Serinus.Rollouts.Spec;

/// <summary>What an outside source of metrics speaks.</summary>
public enum MetricSourceKind
{
    /// <summary>The HTTP API of Prometheus: an instant query.</summary>
    Prometheus,

    /// <summary>JSON over HTTP.</summary>
    Web,
}
