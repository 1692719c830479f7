using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Rollouts;

/// <summary>The edges, and what is seen of them put down for statuses.</summary>
internal sealed class NotedTraffic(ITraffic inner, Func<string, LiveFacts> facts) : ITraffic
{
    /// <inheritdoc/>
    public Task OrderAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken) =>
        inner.OrderAsync(spec, state, cancellationToken);

    /// <inheritdoc/>
    public async Task<(EdgesView Edges, ImmutableArray<TrafficBlock> Blocks)> LookAsync(
        RolloutSpec spec,
        RunState state,
        CancellationToken cancellationToken
    )
    {
        var seen = await inner.LookAsync(spec, state, cancellationToken);
        facts(spec.Name).Edges = seen.Edges;
        return seen;
    }
}
