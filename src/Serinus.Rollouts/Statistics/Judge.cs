using System.Collections.Immutable;

namespace Serinus.Rollouts.Statistics;

/// <summary>The verdict of a step. It may be asked for after every block: the lines hold for all looks together.</summary>
public static class Judge
{
    /// <summary>Fails when one metric proves harm, passes when every metric rules out harm as large as its margin, and says what is missing otherwise.</summary>
    /// <param name="rules">How sure it has to be.</param>
    /// <param name="metrics">What each metric knows. Their number divides α, so it stays the same for a rollout.</param>
    /// <param name="traffic">What traffic is expected, for an estimate of the time; null for none, and the share there was.</param>
    public static StepVerdict Decide(JudgeRules rules, IReadOnlyList<MetricEvidence> metrics, Traffic? traffic = null)
    {
        if (metrics.Count == 0)
        {
            return new StepVerdict
            {
                Verdict = Verdict.Pass,
                Reason = "no metric guards this step",
                Metrics = [],
                MoreRequests = 0,
            };
        }

        var (harmLine, safeLine) = (rules.HarmLine(metrics.Count), rules.SafeLine());
        var cases = metrics.Select(metric => new Case(metric, harmLine, safeLine, traffic)).ToArray();
        return cases.Where(one => one.Verdict == Verdict.Fail).MaxBy(one => one.Harm) is { } worst
                ? Decided(Verdict.Fail, [worst])
            : cases.All(one => one.Verdict == Verdict.Pass) ? Decided(Verdict.Pass, cases)
            : Undecided(cases, traffic);

        StepVerdict Decided(Verdict verdict, Case[] because) =>
            new()
            {
                Verdict = verdict,
                Reason = string.Join("; ", because.Select(one => one.Reason())),
                Metrics = Lines(cases),
                MoreRequests = 0,
            };
    }

    /// <summary>The verdict alone, without words and estimates.</summary>
    public static Verdict Look(JudgeRules rules, IReadOnlyList<MetricEvidence> metrics)
    {
        if (metrics.Count == 0)
            return Verdict.Pass;
        var (harmLine, safeLine) = (rules.HarmLine(metrics.Count), rules.SafeLine());
        return metrics.Any(metric => metric.MaxLogHarm >= harmLine) ? Verdict.Fail
            : metrics.All(metric => metric.LogSafe >= safeLine) ? Verdict.Pass
            : Verdict.Inconclusive;
    }

    /// <summary>A step passes with its slowest metric and fails with its fastest, whichever comes first.</summary>
    private static StepVerdict Undecided(Case[] cases, Traffic? traffic)
    {
        var (toPass, toFail) = (cases.Max(one => one.ToPass), cases.Min(one => one.ToFail));
        var waitedFor = toPass <= toFail ? cases.MaxBy(one => one.ToPass)! : cases.MinBy(one => one.ToFail)!;
        var more = Math.Min(toPass, toFail);
        TimeSpan? time =
            double.IsFinite(more) && traffic is { RequestsPerSecond: > 0 } flow
                ? TimeSpan.FromSeconds(Math.Min(more / flow.RequestsPerSecond, TimeSpan.FromDays(3650).TotalSeconds))
                : null;
        return new StepVerdict
        {
            Verdict = Verdict.Inconclusive,
            Reason = $"{Missing(more, time)} ({waitedFor.Reason()})",
            Metrics = Lines(cases),
            MoreRequests = double.IsFinite(more) ? more : null,
            MoreTime = time,
        };
    }

    private static string Missing(double more, TimeSpan? time) =>
        !double.IsFinite(more)
            ? "not enough data, and no end in sight: the difference is about as large as the margin, or an arm has no traffic"
        : time is { } known
            ? $"not enough data: about {Words.About(more)} more requests, {Words.About(known)} at this rate"
        : $"not enough data: about {Words.About(more)} more requests";

    private static ImmutableArray<MetricVerdict> Lines(Case[] cases) => [.. cases.Select(one => one.Line())];
}
