using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>How a run ended.</summary>
internal enum RunResult
{
    /// <summary>The version became the primary.</summary>
    [Word("Promoted")]
    Promoted,

    /// <summary>It was rolled back.</summary>
    [Word("RolledBack")]
    RolledBack,

    /// <summary>Another version took its place.</summary>
    [Word("Superseded")]
    Superseded,
}
