namespace Serinus.Delivery;

/// <summary>How requests were split since the weight last changed.</summary>
/// <param name="Canary">Requests the canary was chosen for.</param>
/// <param name="All">Requests one of the two was chosen for.</param>
public readonly record struct ObservedSplit(long Canary, long All)
{
    /// <summary>The canary's share in percent; null before any request.</summary>
    public double? Percent => All == 0 ? null : 100.0 * Canary / All;
}
