using System.Collections.Concurrent;
using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;

namespace Serinus.Orders;

/// <summary>The edges as whoever plans rollouts sees them: this one. Any thread; one call at a time for each rollout.</summary>
/// <param name="orders">The orders this edge holds.</param>
/// <param name="windows">What this edge does.</param>
/// <param name="time">The clock.</param>
public sealed class EdgeTraffic(LiveOrders orders, EdgeWindows windows, TimeProvider time) : ITraffic
{
    private readonly ConcurrentDictionary<string, Blocks> blocks = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task OrderAsync(RolloutSpec spec, RunState state, CancellationToken cancellationToken)
    {
        orders.Give(OrderMaker.Of(spec, state));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<(EdgesView Edges, ImmutableArray<TrafficBlock> Blocks)> LookAsync(
        RolloutSpec spec,
        RunState state,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(state);
        (string, RolloutReading)[] readings =
        [
            .. windows.Read([spec.Name]).Rollouts.Select(reading => (windows.Instance, reading)),
        ];
        var made = blocks.GetOrAdd(spec.Name, _ => new Blocks()).Since(readings, time.GetUtcNow());
        return Task.FromResult((View(readings.Select(reading => reading.Item2), 1, state.Traffic.Generation), made));
    }

    /// <summary>Forgets a rollout that is gone.</summary>
    public void Forget(string rollout)
    {
        blocks.TryRemove(rollout, out _);
        orders.Forget(rollout);
    }

    /// <summary>What edges do, counted at the highest generation any of them has: one that was ordered before it was forgotten goes before what is remembered.</summary>
    internal static EdgesView View(IEnumerable<RolloutReading> readings, int count, long generation)
    {
        var all = readings.ToArray();
        var highest = all.Select(reading => reading.Generation).Append(generation).Max();
        return new EdgesView
        {
            Count = count,
            Generation = highest,
            Acknowledged = all.Count(reading => reading.Generation == highest),
            TakenOut = all.FirstOrDefault(reading =>
                reading.Generation == highest && reading.TakenOut is not null
            )?.TakenOut,
        };
    }
}
