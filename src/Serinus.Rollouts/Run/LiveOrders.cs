using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>
/// Orders to edges and workload: given when they are new, repeated while they are not carried out, confirmed before their lease ends. Used by one loop.
/// </summary>
internal sealed class LiveOrders(RunnerPorts ports)
{
    /// <summary>An order to a workload that holds for long is repeated after this time, so that what others change is put right.</summary>
    private static readonly TimeSpan Repeat = TimeSpan.FromSeconds(5);

    /// <summary>One that ends when it is carried out, often in several parts that wait for each other, is repeated sooner.</summary>
    private static readonly TimeSpan RepeatSoon = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ConfirmMin = TimeSpan.FromSeconds(1);

    private long generation = -1;
    private DateTimeOffset orderedAt = DateTimeOffset.MinValue;
    private RolloutSpec? ordered;
    private (TargetOrder Order, long Run, long Generation, TargetView? Seen) acted;
    private DateTimeOffset actedAt = DateTimeOffset.MinValue;
    private string? edgeTrouble;
    private string? targetTrouble;

    /// <summary>Why something could not be done now; null when it was.</summary>
    public string? Trouble => edgeTrouble ?? targetTrouble;

    /// <summary>An order is confirmed three times while its lease lasts.</summary>
    public static TimeSpan Confirm(RolloutSpec spec) =>
        spec.Failsafe.Lease / 4 is var quarter && quarter > ConfirmMin ? quarter : ConfirmMin;

    /// <summary>Nothing is known of what was ordered, such as after a restart: all is ordered again.</summary>
    public void Forget() => (generation, acted, actedAt) = (-1, default, DateTimeOffset.MinValue);

    /// <summary>Gives edges the order of a stored state, unless they have it and its lease is young.</summary>
    public async Task OrderAsync(
        RolloutSpec spec,
        RunState state,
        EdgesView edges,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var wanted = state.Traffic.Generation;
        // Other routes or another lease are told with the same generation.
        var isKnown =
            wanted == generation
            && ReferenceEquals(spec, ordered)
            && edges.Generation == wanted
            && edges.Acknowledged >= edges.Count;
        if (wanted == 0 || (isKnown && now - orderedAt < Confirm(spec)))
            return;
        try
        {
            await ports.Traffic.OrderAsync(spec, state, cancellationToken);
            (generation, ordered, orderedAt, edgeTrouble) = (wanted, spec, now, null);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            generation = -1;
            edgeTrouble = $"its edges cannot be given their order: {fault.Message}";
        }
    }

    /// <summary>Gives the workload the order of a stored state; again when it looks otherwise than it did.</summary>
    public async Task ActAsync(
        RolloutSpec spec,
        RunState state,
        TargetOrder order,
        TargetView seen,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var wanted = (order, state.Run, state.Traffic.Generation, seen);
        var repeat = order == TargetOrder.RunCanary ? Repeat : RepeatSoon;
        if (wanted == acted && targetTrouble is null && now - actedAt < repeat)
            return;
        (acted, actedAt, targetTrouble) = (wanted, now, null);
        if (order == TargetOrder.Keep)
            return;
        try
        {
            targetTrouble = await ports.Target.ActAsync(spec, state, order, cancellationToken);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            targetTrouble = $"its workload cannot be changed: {fault.Message}";
        }
    }
}
