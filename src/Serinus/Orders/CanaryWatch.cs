using Serinus.Proxy.Telemetry;
using Serinus.Rollouts.Statistics;

namespace Serinus.Orders;

/// <summary>Remembers the last second of a canary, and tells when it is to be taken out. One per order and route; looked at by one thread.</summary>
internal sealed class CanaryWatch
{
    /// <summary>Looks that make up a moment: with five a second, the moment is one.</summary>
    private const int Looks = 5;

    /// <summary>One look may fall into a change of endpoints.</summary>
    private const int LooksWithoutEndpoint = 2;

    /// <summary>An order may come before the addresses it is for: until one was seen more looks are given, within the same second.</summary>
    private const int LooksBeforeEndpoint = 4;

    private readonly Queue<(OutcomeCount Stable, OutcomeCount Canary)> before = new(Looks + 1);
    private int looksWithoutEndpoint;
    private bool hadEndpoint;

    /// <summary>Looks once more.</summary>
    /// <param name="stable">Counters of the old version.</param>
    /// <param name="canary">Counters of the new version.</param>
    /// <param name="hasEndpoint">Whether health and ejection leave the new version any endpoint.</param>
    /// <param name="order">What is asked of the edge.</param>
    /// <returns>Why it is to be taken out; null when it is not.</returns>
    public (GuardReason Kind, string Text)? Look(
        OutcomeCount stable,
        OutcomeCount canary,
        bool hasEndpoint,
        EdgeOrder order
    )
    {
        if (before.Count == 0)
            before.Enqueue((stable, canary));
        var (stableBefore, canaryBefore) = before.Peek();
        before.Enqueue((stable, canary));
        if (before.Count > Looks)
            before.Dequeue();
        looksWithoutEndpoint = hasEndpoint ? 0 : looksWithoutEndpoint + 1;
        hadEndpoint |= hasEndpoint;

        var recent = new BlockPair(Counts(canary - canaryBefore), Counts(stable - stableBefore));
        var looks = hadEndpoint ? LooksWithoutEndpoint : LooksBeforeEndpoint;
        if (looksWithoutEndpoint >= looks && recent.Canary.Requests > 0)
            return (GuardReason.NoEndpoint, "none of its endpoints can be used");
        if (order.FastFailErrors <= 0)
            return null;
        var rule = new FastFail { MinErrors = order.FastFailErrors, Rate = order.FastFailRate };
        return rule.Trips(recent, out var reason) ? (GuardReason.FastFail, reason) : null;
    }

    private static ArmCounts Counts(OutcomeCount count) => new(count.Requests, count.Errors);
}
