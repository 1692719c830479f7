namespace Serinus.Rollouts.Statistics;

/// <summary>
/// Whether bad requests come one by one, as the evidence takes them, or in bunches: one bad pod, one client that repeats itself. Measured by how the
/// difference between the arms moves from block to block, over how much it would move by chance.
/// </summary>
/// <remarks>
/// A heuristic, and said so where it is shown. Pearson's χ² of stable's blocks would take every hour of the day for a bunch, which comparing
/// inside blocks is there to be free of; successive differences between the arms know neither the hour nor a constant harm (von Neumann's
/// estimator). It is counted so far as it exceeds half the spread it has by chance.
/// </remarks>
/// <param name="Difference">Canary's share minus stable's in the last block that had enough of both.</param>
/// <param name="Variance">What chance alone gives that difference.</param>
/// <param name="Size">How much the last block counts: the harmonic size of its arms; 0 before the first.</param>
/// <param name="Moved">Weighted sum of squared changes of the difference.</param>
/// <param name="Expected">The same sum as chance would have it.</param>
/// <param name="Changes">How many changes were summed.</param>
internal readonly record struct Dispersion(
    double Difference,
    double Variance,
    double Size,
    double Moved,
    double Expected,
    double Changes
)
{
    /// <summary>Changes before which nothing is said.</summary>
    private const int ChangesMin = 4;

    /// <summary>What is known after one more block.</summary>
    public Dispersion Add(BlockPair block)
    {
        var (canary, stable) = (block.Canary, block.Stable);
        if (canary.Requests < 2 || stable.Requests < 2)
            return this;
        var difference = canary.Rate - stable.Rate;
        var variance = Variability(canary) + Variability(stable);
        var size = 1 / (1.0 / canary.Requests + 1.0 / stable.Requests);
        if (Size == 0)
            return this with { Difference = difference, Variance = variance, Size = size };
        var weight = 1 / (1 / size + 1 / Size);
        var change = difference - Difference;
        return new Dispersion(
            difference,
            variance,
            size,
            Moved + weight * change * change,
            Expected + weight * (variance + Variance),
            Changes + 1
        );
    }

    /// <summary>What log evidence is divided by: 1 when bad requests come one by one, and the more the larger the bunches.</summary>
    /// <param name="totals">All counts so far.</param>
    public double Factor(BlockPair totals)
    {
        if (Changes < ChangesMin || Expected <= 0)
            return 1;
        // A sum of n squared successive differences has the relative variance 3/n, and rare events add the reciprocal of their number.
        var rare = Math.Min(Rarer(totals.Canary), Rarer(totals.Stable));
        var spread = Math.Sqrt(3 / Changes + 1 / Math.Max(1, rare));
        return Math.Max(1, Moved / Expected / (1 + 0.5 * spread));
    }

    private static double Rarer(ArmCounts counts) => Math.Min(counts.Bad, counts.Good);

    /// <summary>The unbiased estimate of the variance of a share.</summary>
    private static double Variability(ArmCounts counts) => counts.Rate * (1 - counts.Rate) / (counts.Requests - 1);
}
