using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Statistics;

namespace Serinus.StatisticsBench;

/// <summary>
/// Rollouts of a version that is no worse at all, looked at after each of 360 blocks. They never pass early, so that there is every chance for a false
/// alarm; errors and latencies are both guarded, and the least of differences in latency counts.
/// </summary>
internal sealed class NullRollouts
{
    public const int Runs = 2000;
    private const int Blocks = 360;
    private const double NaiveLine = 2.326;

    private static readonly double[] Rates = [0.0005, 0.005, 0.05];
    private static readonly double[] Medians = [20, 200];

    private static readonly double[][] Plans =
    [
        [0.01, 0.05, 0.1, 0.25, 0.5],
        [0.1, 0.5],
        [0.5],
    ];

    private int failed;
    private int naiveFailed;

    /// <summary>How many were rolled back.</summary>
    public int Failed => failed;

    /// <summary>How many a test for one look, at the same α and asked after every block, would have rolled back for their errors.</summary>
    public int NaiveFailed => naiveFailed;

    public static NullRollouts Play(int seed)
    {
        var rollouts = new NullRollouts();
        Parallel.For(0, Runs, run => rollouts.Play(run, new Random(seed * 100_003 + run)));
        return rollouts;
    }

    /// <summary>The share that was rolled back is below this with 95 % confidence (Clopper and Pearson's bound).</summary>
    public static double UpperBound(int hits, int runs)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 60; i++)
        {
            var p = low + (high - low) / 2;
            var atMost = 0.0;
            for (var k = 0; k <= hits; k++)
            {
                atMost += Math.Exp(
                    LogMath.LogGamma(runs + 1)
                        - LogMath.LogGamma(k + 1)
                        - LogMath.LogGamma(runs - k + 1)
                        + k * Math.Log(p)
                        + (runs - k) * LogMath.Log1P(-p)
                );
            }

            (low, high) = atMost > 0.05 ? (p, high) : (low, p);
        }

        return high;
    }

    private void Play(int run, Random random)
    {
        var rate = Rates[run % Rates.Length];
        var plan = Plans[run / Rates.Length % Plans.Length];
        var median = Medians[run / (Rates.Length * Plans.Length) % Medians.Length];
        var play = new Play(
            new Scenario
            {
                StableErrors = rate,
                CanaryErrors = rate,
                Latency = new LatencyModel(TimeSpan.FromMilliseconds(median)),
                Latencies = Guard.Latency() with { HarmMargin = Margin.None },
                RequestsPerSecond = Trials.BlockRequests,
                Block = TimeSpan.FromSeconds(1),
            },
            random
        );
        var (isFailed, isNaiveFailed) = (false, false);
        foreach (var weight in plan)
        {
            for (var block = 0; block < Blocks / plan.Length; block++)
            {
                isFailed |= play.Block(weight) == Verdict.Fail;
                isNaiveFailed |= Score(play.Totals) > NaiveLine;
            }

            play.NextStep();
        }

        if (isFailed)
            Interlocked.Increment(ref failed);
        if (isNaiveFailed)
            Interlocked.Increment(ref naiveFailed);
    }

    /// <summary>The usual score of two shares, from ten errors on.</summary>
    private static double Score(BlockPair totals)
    {
        var bad = totals.Canary.Bad + totals.Stable.Bad;
        if (bad < 10)
            return 0;
        var share = (double)bad / totals.Requests;
        return (totals.Canary.Rate - totals.Stable.Rate)
            / Math.Sqrt(share * (1 - share) * (1.0 / totals.Canary.Requests + 1.0 / totals.Stable.Requests));
    }
}
