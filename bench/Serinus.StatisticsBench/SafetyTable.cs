using Serinus.Rollouts.Statistics;

namespace Serinus.StatisticsBench;

/// <summary>How many requests prove that the canary has no more errors than the margin allows, and how often that is said when it has.</summary>
internal static class SafetyTable
{
    private const int Runs = 1000;
    private const int LatencyRuns = 200;
    private const int BlocksMax = 360;

    public static IEnumerable<(string Case, Row[] Rows)> Measure(int seed)
    {
        yield return Case(seed, 0.005, 0.1, 23_000);
        yield return Case(seed + 1, 0.005, 0.5, 8_000);
        yield return Case(seed + 2, 0.01, 0.1, 8_000);
        yield return Latency(seed + 3, 0.1);
        yield return Latency(seed + 4, 0.5);
    }

    /// <summary>Share of runs in which safety is proven at some time of 360 blocks although the canary is worse by just the margin.</summary>
    public static IEnumerable<(string Case, double Share)> Wrong(int seed)
    {
        foreach (var weight in new[] { 0.1, 0.5 })
        {
            var rows = Trials.Rows(
                Runs,
                seed++,
                BlocksMax,
                Trials.Errors(0.01, 0.005, weight),
                Guard.Errors(),
                new JudgeRules().SafeLine(),
                ("", null, one => one.LogSafe, 0)
            );
            yield return ($"0.5 % and 1 % errors, margin 0.5 points, weight {weight:0 %}", rows[0].Found);
        }
    }

    private static (string, Row[]) Latency(int seed, double weight) =>
        (
            $"latencies alike, margin 2 of 100 requests at each of 26 edges, weight {weight:0 %}",
            Trials.Rows(
                LatencyRuns,
                seed,
                BlocksMax,
                Trials.Latencies(1, 0, weight),
                Guard.Latency(),
                new JudgeRules().SafeLine(),
                ("half and half, as judged", null, one => one.LogSafe, 0)
            )
        );

    private static (string, Row[]) Case(int seed, double margin, double weight, double requests)
    {
        var guard = Guard.Errors() with { SafeMargin = new Margin(margin, 1) };
        return (
            $"0.5 % errors in both arms, margin {margin * 100:0.#} points, weight {weight:0 %}",
            Trials.Rows(
                Runs,
                seed,
                BlocksMax,
                Trials.Errors(0.005, 0.005, weight),
                guard,
                new JudgeRules().SafeLine(),
                ("each arm by itself", null, one => one.Edges[0].LogSafeApart, 0),
                ("both alike", null, one => one.Edges[0].LogSafeTogether, 0),
                ("half and half, as judged", requests, one => one.LogSafe, 0.95),
                ("upper limit of the difference below the margin", null, UpperLimit, 0)
            )
        );

        // As a number that is above any line when the limit is below the margin.
        double UpperLimit(MetricEvidence one) =>
            RateInterval.OfDifference(one.Totals, new JudgeRules().Beta).High < margin ? double.MaxValue : 0;
    }
}
