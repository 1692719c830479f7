using MathNet.Numerics.Distributions;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

/// <summary>Everything that can happen in a small block, with its probability, by MathNet's binomial distribution.</summary>
internal static class Enumerate
{
    public static IEnumerable<(BlockPair Block, double Chance)> Blocks(
        int canary,
        int stable,
        double canaryBad,
        double stableBad
    )
    {
        for (var c = 0; c <= canary; c++)
        {
            for (var s = 0; s <= stable; s++)
            {
                yield return (
                    new BlockPair(new ArmCounts(canary, c), new ArmCounts(stable, s)),
                    Chance(canary, canaryBad, c) * Chance(stable, stableBad, s)
                );
            }
        }
    }

    /// <summary>Mean of e^evidence over everything that can happen in as many blocks as there are sizes; in bunches each of them counts several times.</summary>
    public static double Mean(
        MetricEvidence start,
        Func<MetricEvidence, double> evidence,
        ReadOnlySpan<(int Canary, int Stable)> sizes,
        double canaryBad,
        double stableBad,
        Func<MetricEvidence, MetricEvidence>? between = null,
        int bunch = 1
    )
    {
        if (sizes.IsEmpty)
            return Math.Exp(evidence(start));
        var mean = 0.0;
        foreach (var (block, chance) in Blocks(sizes[0].Canary, sizes[0].Stable, canaryBad, stableBad))
        {
            if (chance == 0)
                continue;
            var next = start.Add(new BlockPair(Times(block.Canary, bunch), Times(block.Stable, bunch)));
            mean +=
                chance
                * Mean(
                    between is null ? next : between(next),
                    evidence,
                    sizes[1..],
                    canaryBad,
                    stableBad,
                    between,
                    bunch
                );
        }

        return mean;
    }

    private static ArmCounts Times(ArmCounts counts, int bunch) => new(counts.Requests * bunch, counts.Bad * bunch);

    private static double Chance(int n, double p, int k) => n == 0 ? 1 : Binomial.PMF(p, n, k);
}
