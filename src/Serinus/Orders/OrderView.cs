namespace Serinus.Orders;

/// <summary>An order that is held, and what became of it, as it was at one moment.</summary>
/// <param name="Order">The order.</param>
/// <param name="TakenOut">Why the edge has taken the canary out by itself; null when it has not.</param>
/// <param name="HasExpired">Whether nobody has confirmed it in time.</param>
/// <param name="SendsAnything">Whether the canary gets anything now.</param>
public sealed record OrderView(EdgeOrder Order, string? TakenOut, bool HasExpired, bool SendsAnything)
{
    /// <summary>Name of the rollout.</summary>
    public string Name => Order.Overlay.Name;

    /// <summary>Number of the order.</summary>
    public long Generation => Order.Overlay.Generation;
}
