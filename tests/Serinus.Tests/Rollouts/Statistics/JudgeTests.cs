using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Statistics;

public class JudgeTests
{
    private static readonly JudgeRules Rules = new();

    [Fact]
    public void Lines_are_those_of_alpha_divided_by_the_metrics_and_of_beta()
    {
        Assert.Equal(Math.Log(100), Rules.HarmLine(1), 1e-12);
        Assert.Equal(Math.Log(300), Rules.HarmLine(3), 1e-12);
        Assert.Equal(Math.Log(20), Rules.SafeLine(), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => new JudgeRules { Alpha = 0 }.HarmLine(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JudgeRules { Beta = 1 }.SafeLine());
        Assert.Throws<ArgumentOutOfRangeException>(() => Rules.HarmLine(0));
    }

    [Fact]
    public void Harm_fails_and_says_by_what_numbers()
    {
        var verdict = Judge.Decide(
            Rules,
            [Errors(100, 2, 5), Errors(100, 0.5, 5, "timeouts"), Errors(100, 0.5, 5, "5xx")]
        );

        Assert.Equal(Verdict.Fail, verdict.Verdict);
        Assert.Matches(
            @"^2 % errors vs 0\.56 % on stable over 100 000 requests; evidence over 1 000 000:1, decision at 300:1$",
            verdict.Reason
        );
        Assert.Equal([Verdict.Fail, Verdict.Pass, Verdict.Pass], verdict.Metrics.Select(metric => metric.Verdict));
        Assert.Equal(0, verdict.MoreRequests);
    }

    [Fact]
    public void One_metric_that_waits_keeps_the_others_waiting()
    {
        var verdict = Judge.Decide(
            Rules,
            [Errors(100, 0.5, 4.5), Errors(3, 0.5, 4.5, "timeouts")],
            new Traffic(1000, 0.1)
        );

        Assert.Equal(Verdict.Inconclusive, verdict.Verdict);
        Assert.Equal([Verdict.Pass, Verdict.Inconclusive], verdict.Metrics.Select(metric => metric.Verdict));
        Assert.Matches(
            @"^not enough data: about [\d ]+ more requests, \d+ (s|minutes) at this rate \(0\.",
            verdict.Reason
        );
        Assert.Equal(verdict.MoreRequests!.Value / 1000, verdict.MoreTime!.Value.TotalSeconds, 1e-3);
    }

    [Fact]
    public void All_metrics_safe_is_a_pass_that_says_what_was_ruled_out()
    {
        var verdict = Judge.Decide(Rules, [Errors(100, 0.5, 4.5)]);

        Assert.Equal(Verdict.Pass, verdict.Verdict);
        Assert.StartsWith(
            "0.5 % errors vs 0.5 % on stable over 100 000 requests; 1 % or more ruled out ",
            verdict.Reason,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Harm_once_proven_stays_proven()
    {
        var evidence = Errors(100, 0.5, 4.5) with { MaxLogHarm = Rules.HarmLine(1) };

        Assert.True(evidence.LogHarm < Rules.HarmLine(1));
        Assert.Equal(Verdict.Fail, Judge.Decide(Rules, [evidence]).Verdict);
        Assert.Equal(Verdict.Fail, Judge.Look(Rules, [evidence]));
    }

    [Fact]
    public void Without_any_data_it_says_how_much_is_needed_by_plan()
    {
        var verdict = Judge.Decide(Rules, [MetricEvidence.Start(Guard.Errors())], new Traffic(100, 0.1));
        var planned = Planning.RequestsToPass(0.005, 0.005, 0.1, Margin.Errors, Rules);

        Assert.Equal(Verdict.Inconclusive, verdict.Verdict);
        Assert.InRange(verdict.MoreRequests!.Value, 0.5 * planned, planned);
    }

    [Fact]
    public void The_estimate_shrinks_to_nothing_as_the_decision_comes_near()
    {
        var evidence = MetricEvidence.Start(Guard.Errors());
        var estimates = new List<double>();
        while (Judge.Look(Rules, [evidence]) == Verdict.Inconclusive)
        {
            estimates.Add(Judge.Decide(Rules, [evidence], new Traffic(100, 0.1)).MoreRequests!.Value);
            evidence = evidence.Add(new BlockPair(new ArmCounts(1000, 5), new ArmCounts(9000, 45)));
        }

        Assert.InRange(estimates.Count, 2, 4);
        // At each look, about what was then really missing.
        for (var i = 0; i < estimates.Count; i++)
            Assert.InRange(estimates[i], 0, (estimates.Count - i) * 10_000 * 1.5);
        Assert.InRange(estimates[^1], 0, 10_000);
    }

    [Fact]
    public void With_harm_about_as_large_as_the_margin_no_end_is_in_sight()
    {
        var verdict = Judge.Decide(Rules, [Errors(400, 1, 4.5, harm: new Margin(0.006, 1))], new Traffic(100, 0.1));

        Assert.Equal(Verdict.Inconclusive, verdict.Verdict);
        Assert.Null(verdict.MoreRequests);
        Assert.Null(verdict.MoreTime);
        Assert.Contains("no end in sight", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_traffic_there_is_no_time_and_no_end()
    {
        var start = MetricEvidence.Start(Guard.Errors());

        Assert.Null(Judge.Decide(Rules, [start], new Traffic(0, 0.1)).MoreTime);
        Assert.Null(Judge.Decide(Rules, [start], new Traffic(100, 0)).MoreRequests);
    }

    [Fact]
    public void Nothing_guarded_is_a_pass() => Assert.Equal(Verdict.Pass, Judge.Decide(Rules, []).Verdict);

    [Fact]
    public void The_short_look_is_the_long_one() =>
        Assert.All(
            new[] { Errors(3, 0.5, 4.5), Errors(100, 0.5, 4.5), Errors(100, 2, 4.5) },
            evidence => Assert.Equal(Judge.Decide(Rules, [evidence]).Verdict, Judge.Look(Rules, [evidence]))
        );

    /// <summary>So many blocks of 1000 requests, 100 of them the canary's, with so many errors in ten blocks.</summary>
    private static MetricEvidence Errors(
        int blocks,
        double canary,
        double stable,
        string name = "errors",
        Margin? harm = null
    )
    {
        var evidence = MetricEvidence.Start(Guard.Errors(name) with { HarmMargin = harm ?? Margin.None });
        var (canaryOwed, stableOwed) = (0.0, 0.0);
        for (var i = 0; i < blocks; i++)
        {
            canaryOwed += canary;
            stableOwed += stable;
            evidence = evidence.Add(
                new BlockPair(new ArmCounts(100, (long)canaryOwed), new ArmCounts(900, (long)stableOwed))
            );
            canaryOwed -= (long)canaryOwed;
            stableOwed -= (long)stableOwed;
        }

        return evidence;
    }
}
