using Serinus.Rollouts.Simulation;
using Serinus.Rollouts.Statistics;

namespace Serinus.StatisticsBench;

/// <summary>How many requests of the last step prove harm that only begins with it, after 400 000 requests without.</summary>
internal static class LateTable
{
    private const int Runs = 200;
    private const int BlocksMax = 360;
    private const int BlocksBefore = 100;
    private static readonly double[] Before = [0.01, 0.05, 0.1, 0.25];

    public static (string Case, Row[] Rows) Measure(int seed) =>
        (
            "0.5 % to 1 % errors that begin at weight 50 %, after 400 000 requests at 1, 5, 10 and 25 % without",
            [
                Kind("evidence goes on as it is", seed, false),
                Kind("evidence is staked afresh at each step (default)", seed, true),
            ]
        );

    private static Row Kind(string what, int seed, bool afresh)
    {
        var rules = new JudgeRules();
        var found = new double?[Runs];
        Parallel.For(
            0,
            Runs,
            run =>
            {
                var random = new Random(seed * 100_003 + run);
                var evidence = MetricEvidence.Start(Guard.Errors());
                foreach (var weight in Before)
                {
                    for (var block = 0; block < BlocksBefore; block++)
                        evidence = Trials.Errors(0.005, 0.005, weight)(random)(evidence);
                    evidence = afresh ? evidence.NextStep(rules) : evidence;
                }

                var next = Trials.Errors(0.01, 0.005, 0.5)(random);
                for (var block = 1; block <= BlocksMax && found[run] is null; block++)
                {
                    evidence = next(evidence);
                    if (evidence.MaxLogHarm >= rules.HarmLine(1))
                        found[run] = (double)block * Trials.BlockRequests;
                }
            }
        );
        var sorted = found.OfType<double>().Order().ToArray();
        return new Row(what, null, sorted.Length == 0 ? null : sorted[sorted.Length / 2], (double)sorted.Length / Runs);
    }
}
