using System.Globalization;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Orders;

/// <summary>An order that is held, and what became of it. Changed under the lock of <see cref="LiveOrders"/> alone.</summary>
/// <param name="order">The order.</param>
/// <param name="confirmed">Timestamp of its last confirmation.</param>
internal sealed class LiveOrder(EdgeOrder order, long confirmed)
{
    public EdgeOrder Order { get; private set; } = order;

    /// <summary>Timestamp of its last confirmation.</summary>
    public long Confirmed { get; private set; } = confirmed;

    /// <summary>Whether its lease has run out.</summary>
    public bool HasExpired { get; private set; }

    /// <summary>Why the edge has taken the canary out by itself; null when it has not.</summary>
    public string? TakenOut { get; private set; }

    /// <summary>What lies over routes now; the same instance as long as it is the same.</summary>
    public OverlayConfig Served { get; private set; } = order.Overlay;

    public string Name => Order.Overlay.Name;

    /// <summary>Whether its lease runs.</summary>
    public bool IsLeased => Order.IsRunning && Order.Lease > TimeSpan.Zero && !HasExpired;

    /// <summary>Whether the canary gets anything now.</summary>
    public bool SendsAnything => Served is not { CanaryPercent: 0, MirrorPercent: 0, Match.IsEmpty: true };

    /// <summary>Takes an order of this generation or a later one. True when something is to change.</summary>
    public bool Take(EdgeOrder given, long now)
    {
        var isNew = given.Overlay.Generation > Order.Overlay.Generation;
        Confirmed = now;
        var changes = HasExpired || !EdgeOrder.Same(given, Order);
        HasExpired = false;
        if (isNew)
            TakenOut = null;
        if (changes)
        {
            Order = given;
            Serve();
        }

        return changes;
    }

    /// <summary>Ends the lease.</summary>
    public void Expire()
    {
        HasExpired = true;
        Serve();
    }

    public void TakeOut(string reason)
    {
        TakenOut = reason;
        Serve();
    }

    /// <summary>What is not as it was ordered.</summary>
    public IEnumerable<Problem> Problems()
    {
        if (TakenOut is { } reason)
            yield return Warning(
                $"the edge has taken {Order.Overlay.Canary} out: {reason}",
                "mend the new version; the next order puts it back"
            );
        if (HasExpired)
            yield return Warning(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"nobody has confirmed its order for {Order.Lease.TotalSeconds:0.###} s; "
                )
                    + (
                        Order.OnLoss == FailsafeAction.Revert
                            ? $"everybody goes back to {Order.Overlay.Stable}"
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"{Order.Overlay.Canary} keeps {Served.CanaryPercent} %"
                            )
                    ),
                "see why whoever plans the rollout does not run, or does not reach this edge"
            );
    }

    private void Serve()
    {
        var isOff = TakenOut is not null || (HasExpired && Order.OnLoss == FailsafeAction.Revert);
        Served = isOff ? Order.Overlay with { CanaryPercent = 0, Match = [], MirrorPercent = 0 } : Order.Overlay;
    }

    private Problem Warning(string message, string cure) =>
        new()
        {
            Severity = Severity.Warning,
            Object = new ObjectId(ObjectId.Rollout, Name),
            Message = message,
            Cure = cure,
        };
}
