using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Statistics;

namespace Serinus.StatisticsBench;

/// <summary>How often harm is proven where there is none, when errors come in bunches.</summary>
internal static class BunchTable
{
    private const int Runs = 500;
    private const int BlocksMax = 360;

    public static IEnumerable<(string Case, double Tempered, double Plain)> Measure(int seed)
    {
        foreach (var bunch in new[] { 1, 3, 10 })
            yield return ($"bunches of {bunch}", Share(seed, bunch, true), Share(seed, bunch, false));
    }

    private static double Share(int seed, int bunch, bool temper) =>
        Trials
            .Rows(
                Runs,
                seed,
                BlocksMax,
                Draw(bunch),
                Guard.Errors() with
                {
                    Temper = temper,
                },
                new JudgeRules().HarmLine(1),
                ("", null, one => one.LogHarm, 0)
            )[0]
            .Found;

    /// <summary>1 % errors in both arms; each comes with others of the same client.</summary>
    private static Func<Random, Func<MetricEvidence, MetricEvidence>> Draw(int bunch) =>
        random => evidence => evidence.Add(new BlockPair(Bunched(random, 200, bunch), Bunched(random, 800, bunch)));

    private static ArmCounts Bunched(Random random, long requests, int bunch) =>
        new(requests, bunch * Binomial.Draw(random, requests / bunch, 0.01));
}
