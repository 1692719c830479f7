using Serinus.Admin.Rollouts;
using Serinus.Commands.Demo;

namespace Serinus.Tests.Commands.Demo;

public class DemoSummaryTests
{
    private static readonly DateTimeOffset Began = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);
    private static readonly StepShare Exact = new(10, 10.01, 5_484);

    [Fact]
    public void A_promotion_is_told_with_its_evidence_shares_and_time()
    {
        var summary = Of(new DemoOptions(), Ended("Promoted"), failures: 0);

        Assert.True(summary.IsGood);
        var lines = summary.Lines();
        Assert.Equal("v2 is promoted: everybody is on it, and no request failed on the way.", lines[1]);
        Assert.Contains("          request-success-rate: 0 % errors vs 0 % on stable", lines);
        Assert.Contains("weights   10 %  wanted, 10.01 % of 5 484 requests observed", lines);
        Assert.Contains("time      45s from the first weight to the end", lines);
        Assert.Contains("users     met no error", lines);
        Assert.EndsWith(" --bad", lines.SkipWhile(line => line != "Try next:").ElementAt(1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rollback_is_told_with_its_reason_and_the_errors_users_met()
    {
        var summary = Of(new DemoOptions { Bad = true }, Ended("RolledBack"), failures: 4);

        Assert.True(summary.IsGood);
        var lines = summary.Lines();
        Assert.Equal("v2 is rolled back: everybody is on the version before again.", lines[1]);
        Assert.Contains("why       because", lines);
        Assert.Contains(
            lines,
            line => line.StartsWith("users     met 4 errors, 0.04 % of their requests", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal()
    {
        var long_one = Ended("RolledBack") with { Reason = string.Join(' ', Enumerable.Repeat("because", 60)) };

        Assert.All(
            Of(new DemoOptions { Bad = true }, long_one, failures: 4).Lines().TakeWhile(line => line != "Try next:"),
            line => Assert.InRange(line.Length, 0, 80)
        );
    }

    [Theory]
    [InlineData(false, "Promoted", 1)]
    [InlineData(false, "RolledBack", 0)]
    [InlineData(true, "Promoted", 9)]
    public void An_end_that_should_not_have_come_is_not_good(bool isBad, string result, int failures) =>
        Assert.False(Of(new DemoOptions { Bad = isBad }, Ended(result), failures).IsGood);

    [Fact]
    public void A_share_that_is_off_by_more_than_what_is_in_flight_is_not_good()
    {
        Assert.True(new StepShare(10, 10.1, 1000).IsExact(inFlight: 0));
        Assert.False(new StepShare(10, 10.2, 1000).IsExact(inFlight: 0));
        var view = new DemoView(Ended("Promoted"), new TrafficCount(0, 0, 0, 0, 0), 10_000, 0);

        Assert.False(new DemoSummary(new DemoOptions(), view, [new StepShare(10, 12, 1000)], 80).IsGood);
    }

    private static DemoSummary Of(DemoOptions options, RolloutAnswer rollout, long failures) =>
        new(options, new DemoView(rollout, new TrafficCount(0, 0, 0, 0, 0), 10_000, failures), [Exact], 80);

    private static RolloutAnswer Ended(string result) =>
        new()
        {
            Name = "hello",
            Version = "1",
            Phase = result == "Promoted" ? "Succeeded" : "Failed",
            Result = result,
            Run = 1,
            Revision = "v2",
            Reason = "because",
            StartedAt = Began,
            EndedAt = Began.AddSeconds(45),
            Metrics = [new MetricAnswer { Name = "request-success-rate", Text = "0 % errors vs 0 % on stable" }],
        };
}
