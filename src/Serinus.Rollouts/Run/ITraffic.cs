using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>The edges: they are given orders, and tell what became of requests.</summary>
public interface ITraffic
{
    /// <summary>Gives an order that was stored to every edge, and confirms it: its lease begins anew.</summary>
    Task OrderAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken);

    /// <summary>What the edges do, and the requests since the last call.</summary>
    Task<(EdgesView Edges, ImmutableArray<TrafficBlock> Blocks)> LookAsync(
        RolloutSpec spec,
        RunState state,
        CancellationToken cancellationToken
    );
}
