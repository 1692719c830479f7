using Serinus.Rollouts.Statistics;

namespace Serinus.StatisticsBench;

/// <summary>How many requests prove that the canary is slower.</summary>
internal static class LatencyTable
{
    private const int Runs = 300;
    private const int BlocksMax = 300;

    public static IEnumerable<(string Case, Row[] Rows)> Measure(int seed)
    {
        yield return Case(seed, "20 % slower", 1.2, 0, 0.1, 8_000, 0.95);
        yield return Case(seed + 1, "20 % slower", 1.2, 0, 0.5, 3_000, 0.95);
        yield return Case(seed + 2, "50 % slower", 1.5, 0, 0.1, 2_000, 0.95);
        yield return Case(seed + 5, "50 % slower", 1.5, 0, 0.5, null, 0);
        yield return Case(seed + 3, "1 % of requests moved to 600 ms", 1, 0.01, 0.1, 5_000, 0.95);
        yield return Case(seed + 6, "1 % of requests moved to 600 ms", 1, 0.01, 0.5, null, 0);
        yield return Case(seed + 4, "3 % slower", 1.03, 0, 0.5, null, 0);
    }

    private static (string, Row[]) Case(
        int seed,
        string what,
        double slower,
        double moved,
        double weight,
        double? requests,
        double foundMin
    )
    {
        var draw = Trials.Latencies(slower, moved, weight);
        var line = new JudgeRules().HarmLine(1);
        var exact = Guard.Latency() with { HarmMargin = Margin.None };
        return (
            $"{what}, weight {weight:0 %}",
            [
                .. Trials.Rows(
                    Runs,
                    seed,
                    BlocksMax,
                    draw,
                    exact,
                    line,
                    ("any more slow requests are harm", requests, one => one.LogHarm, foundMin)
                ),
                .. Trials.Rows(
                    Runs,
                    seed,
                    BlocksMax,
                    draw,
                    Guard.Latency(),
                    line,
                    ("a tenth more is none (default)", null, one => one.LogHarm, 0)
                ),
            ]
        );
    }
}
