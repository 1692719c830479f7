using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Statistics;

namespace Serinus.StatisticsBench;

/// <summary>How often harm is proven where there is none, when errors come in bunches.</summary>
internal static class BunchTable
{
    private const int Runs = 500;
    private const int BlocksMax = 360;

    /// <summary>Shares of runs that are rolled back without harm.</summary>
    public static IEnumerable<(string Case, double Plain, double Tempered, double Known)> Measure(int seed)
    {
        foreach (var bunch in new[] { 1, 3, 10 })
        {
            yield return (
                $"bunches of {bunch}",
                Run(seed, bunch, 0.01, Guard.Errors() with { Temper = false }).Found,
                Run(seed, bunch, 0.01, Guard.Errors()).Found,
                Run(seed, bunch, 0.01, Guard.Errors() with { BunchMax = bunch }).Found
            );
        }
    }

    /// <summary>Requests until harm is proven that is there.</summary>
    public static IEnumerable<(string Case, double? Tempered, double? Known)> Detection(int seed)
    {
        foreach (var bunch in new[] { 1, 3, 10 })
        {
            yield return (
                $"bunches of {bunch}",
                Run(seed, bunch, 0.02, Guard.Errors()).Measured,
                Run(seed, bunch, 0.02, Guard.Errors() with { BunchMax = bunch }).Measured
            );
        }
    }

    private static Row Run(int seed, int bunch, double canary, Guard guard) =>
        Trials.Rows(
            Runs,
            seed,
            BlocksMax,
            Draw(bunch, canary),
            guard,
            new JudgeRules().HarmLine(1),
            ("", null, one => one.LogHarm, 0)
        )[0];

    /// <summary>1 % errors of stable; each comes with others of the same client.</summary>
    private static Func<Random, Func<MetricEvidence, MetricEvidence>> Draw(int bunch, double canary) =>
        random =>
            evidence =>
                evidence.Add(new BlockPair(Bunched(random, 200, bunch, canary), Bunched(random, 800, bunch, 0.01)));

    private static ArmCounts Bunched(Random random, long requests, int bunch, double bad) =>
        new(requests, bunch * Binomial.Draw(random, requests / bunch, bad));
}
