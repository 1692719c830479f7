namespace Serinus.StatisticsBench;

/// <summary>One measured number beside the one it is held against.</summary>
/// <param name="What">What was measured, by what.</param>
/// <param name="Wanted">The number of the table; null when there is none to be held against.</param>
/// <param name="Measured">The median of the runs that got there; null when none did.</param>
/// <param name="Found">Share of runs that got there.</param>
/// <param name="FoundMin">Share that has to.</param>
internal sealed record Row(string What, double? Wanted, double? Measured, double Found, double FoundMin = 0.95)
{
    /// <summary>So much more than wanted is too much. Less is never.</summary>
    private const double Tolerance = 1.25;

    public bool IsMissed => Wanted is { } wanted && (Found < FoundMin || !(Measured <= Tolerance * wanted));
}
