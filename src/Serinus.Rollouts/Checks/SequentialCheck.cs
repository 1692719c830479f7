using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Checks;

/// <summary>Checks the settings of the comparison with stable.</summary>
internal static class SequentialCheck
{
    private const double ProbabilityMin = 0.000_001;
    private const double ProbabilityMax = 0.5;
    private const int EdgesMax = 8;
    private const int BunchMax = 1000;

    /// <summary>A margin of everything would let everything pass.</summary>
    public const double MarginMax = 0.99;

    public static void Check(SequentialSpec test, SpecReport report)
    {
        report.Within("sequential.alpha", test.Alpha, ProbabilityMin, ProbabilityMax);
        report.Within("sequential.beta", test.Beta, ProbabilityMin, ProbabilityMax);
        if (test.ErrorMargin is { } margin)
            report.Within("sequential.errorMargin", margin, 0, MarginMax);
        report.Within("sequential.latencyMargin", test.LatencyMargin, 0, MarginMax);
        report.AtMost("sequential.latencyEdges", test.LatencyEdges.Length, EdgesMax, "durations");
        for (var i = 0; i < test.LatencyEdges.Length; i++)
            report.Within(
                $"sequential.latencyEdges[{i}]",
                test.LatencyEdges[i],
                TimeSpan.FromMilliseconds(1),
                TimeSpan.FromHours(1)
            );
        report.Within("sequential.bunchMax", test.BunchMax, 1, BunchMax);
        report.Within(
            "sequential.maxStepDuration",
            test.MaxStepDuration,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromDays(365)
        );
        report.Within("sequential.fastFail.minErrors", test.FastFailErrors, 0, 1_000_000);
        report.Within("sequential.fastFail.rate", test.FastFailRate, 0, 1);
    }
}
