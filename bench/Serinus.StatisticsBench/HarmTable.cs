using Serinus.Rollouts.Statistics;

namespace Serinus.StatisticsBench;

/// <summary>How many requests prove that the canary has more errors.</summary>
internal static class HarmTable
{
    private const int Runs = 1000;
    private const int BlocksMax = 360;

    public static IEnumerable<(string Case, Row[] Rows)> Measure(int seed)
    {
        yield return Case(seed, 0.005, 0.01, 0.1, 39_000, 35_000);
        yield return Case(seed + 1, 0.005, 0.01, 0.5, 17_000, 14_000);
        yield return Case(seed + 2, 0.005, 0.02, 0.1, 8_000, 6_000);
        yield return Case(seed + 5, 0.005, 0.02, 0.5, null, null);
        yield return Case(seed + 3, 0.005, 0.1, 0.05, 2_000, 1_000);
        yield return Case(seed + 4, 0.005, 0.006, 0.5, 175_000, 175_000, foundMin: 0.65);
    }

    private static (string, Row[]) Case(
        int seed,
        double stable,
        double canary,
        double weight,
        double? blocks,
        double? origins,
        double foundMin = 0.95
    ) =>
        (
            $"{stable:0.0 %} to {canary:0.0 %} errors at weight {weight:0 %}",
            Trials.Rows(
                Runs,
                seed,
                BlocksMax,
                Trials.Errors(canary, stable, weight),
                Guard.Errors(),
                new JudgeRules().HarmLine(1),
                ("blocks (A1)", blocks, one => one.Edges[0].LogHarm, foundMin),
                ("origins (A2)", origins, one => LogMath.LogMean(one.Origins.AsSpan()), foundMin),
                ("both, as judged", origins, one => one.LogHarm, foundMin)
            )
        );
}
