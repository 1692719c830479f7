using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Outside.Metrics;

/// <summary>Somewhere metrics are measured.</summary>
internal interface IMetricSource
{
    /// <summary>Asks once.</summary>
    /// <param name="source">Where and what is asked, its names filled in.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<SourceAnswer> AskAsync(MetricSourceSpec source, CancellationToken cancellationToken);
}
