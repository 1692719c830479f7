using System.Collections.Concurrent;
using System.Collections.Immutable;
using Serinus.Orders;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;

namespace Serinus.Peers;

/// <summary>The edges as whoever plans rollouts sees them: this one and its peers. Any thread; one call at a time for each rollout.</summary>
/// <param name="orders">The orders this edge holds.</param>
/// <param name="windows">What this edge does.</param>
/// <param name="peers">The other edges; null when there are none.</param>
/// <param name="time">The clock.</param>
public sealed class EdgeTraffic(LiveOrders orders, EdgeWindows windows, LivePeers? peers, TimeProvider time) : ITraffic
{
    private readonly ConcurrentDictionary<string, Blocks> blocks = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task OrderAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken)
    {
        var order = OrderMaker.Of(spec, state);
        orders.Give(order);
        if (peers is not null)
            await peers.GiveAsync(order).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<(EdgesView Edges, ImmutableArray<TrafficBlock> Blocks)> LookAsync(
        RolloutSpec spec,
        RunState state,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(state);
        var (others, count) = peers is null
            ? ([], 0)
            : await peers.ReadAsync(windows.Instance).WaitAsync(cancellationToken);
        var readings = others
            .Prepend(windows.Read([spec.Name]))
            .SelectMany(edge => edge.Rollouts.Select(reading => (edge.Instance, Reading: reading)))
            .Where(each => each.Reading.Rollout == spec.Name)
            .ToArray();
        var made = blocks.GetOrAdd(spec.Name, _ => new Blocks()).Since(state.Run, readings, time.GetUtcNow());
        return (View(readings.Select(each => each.Reading), count + 1, state.Traffic.Generation), made);
    }

    /// <summary>Forgets a rollout that is gone, here alone: where every edge sees for itself that it is.</summary>
    public void Forget(string rollout)
    {
        blocks.TryRemove(rollout, out _);
        orders.Forget(rollout);
    }

    /// <summary>Forgets a rollout that is gone, here and at the peers.</summary>
    public async Task ForgetAsync(string rollout, CancellationToken cancellationToken)
    {
        Forget(rollout);
        if (peers is not null)
            await peers.ForgetAsync(rollout).WaitAsync(cancellationToken);
    }

    /// <summary>What edges do, counted at the highest generation any of them has: one that was ordered before it was forgotten goes before what is remembered.</summary>
    private static EdgesView View(IEnumerable<RolloutReading> readings, int count, long generation)
    {
        var all = readings.ToArray();
        var highest = all.Select(reading => reading.Generation).Append(generation).Max();
        var served = all.Where(reading => reading.Generation == highest).ToArray();
        return new EdgesView
        {
            Count = count,
            Generation = highest,
            Acknowledged = served.Length,
            TakenOut = served.FirstOrDefault(reading => reading.TakenOut is not null)?.TakenOut,
        };
    }
}
