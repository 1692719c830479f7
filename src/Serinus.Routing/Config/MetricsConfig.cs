using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Metrics.</summary>
public sealed record MetricsConfig
{
    /// <summary>Upper bounds of the duration histogram in seconds, ascending.</summary>
    public ImmutableArray<double> Buckets { get; init; } =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
}
