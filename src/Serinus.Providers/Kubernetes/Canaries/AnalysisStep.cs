using System.Collections.Immutable;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Checks until there is a verdict.</summary>
internal sealed record AnalysisStep
{
    /// <summary>Names of metrics of the analysis; all when empty.</summary>
    public ImmutableArray<string> Metrics { get; init; } = [];
}
