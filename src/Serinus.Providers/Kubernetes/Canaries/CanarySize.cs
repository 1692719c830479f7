using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>How many replicas a canary has.</summary>
internal enum CanarySize
{
    /// <summary>As many as the target asks for, else the least of its autoscaler, else the primary's.</summary>
    Full,

    /// <summary>That part of the primary's that its weight is, rounded up.</summary>
    [Word("matchWeight")]
    MatchWeight,

    /// <summary>`replicas`.</summary>
    Fixed,
}
