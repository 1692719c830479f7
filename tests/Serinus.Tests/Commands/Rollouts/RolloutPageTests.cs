using Serinus.Admin.Rollouts;
using Serinus.Commands.Rollouts;
using Serinus.Hosting;
using Spectre.Console;

namespace Serinus.Tests.Commands.Rollouts;

public sealed class RolloutPageTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_run_in_its_midst_is_told_on_one_page()
    {
        var lines = Plain(Running(), 100);

        Assert.Equal("shop  ◌ Progressing  run 3  v2 against v1", lines[0]);
        Assert.Equal("weight    desired 10 %  programmed 10 % (1/1)  observed 10.02 % of 2 310", lines[1]);
        Assert.Equal("steps     ✔ 1 %  ◌ 10 %  · 50 %", lines[2]);
        Assert.StartsWith("          step 2 of 3, ends about ", lines[3], StringComparison.Ordinal);
        Assert.EndsWith("(in 4m0s)", lines[3], StringComparison.Ordinal);
        Assert.Equal("canary       20/s    0.5 % errors  p50   12 ms  p99   1.2 s  6 of 1 200 failed", lines[5]);
        Assert.Contains(
            lines,
            line =>
                line.Contains(
                    "safe 4.5:1 ▕░░░░░░░███████│█████░░░░░░░░░▏ harm 7.4:1 of 200:1",
                    StringComparison.Ordinal
                )
        );
        Assert.Contains(lines, line => line.EndsWith("v2 gets 10 %, step 2 of 3 (10 %)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_but_a_bar_is_wider_than_the_page(int width)
    {
        var rollout = Running() with
        {
            Reason = string.Join(' ', Enumerable.Repeat("because", 60)),
            Steps = [.. Enumerable.Range(1, 40).Select(percent => new StepAnswer($"{percent} %", percent))],
        };

        var long_ones = Plain(rollout, width)
            .Where(line => line.Length > width)
            .Where(line =>
                !line.Contains('│', StringComparison.Ordinal) && !line.Contains("failed", StringComparison.Ordinal)
            );

        if (width >= 80)
            Assert.Empty(long_ones);
        Assert.All(Plain(rollout, width), line => Assert.DoesNotContain('\n', line));
    }

    [Fact]
    public void What_others_wrote_is_shown_and_never_taken_for_markup()
    {
        var rollout = Running() with { Name = "[red]x[/]", Reason = "[bold]\u001b[2J", Revision = "[v2]" };

        var lines = Plain(rollout, 100);

        Assert.StartsWith("[red]x[/]  ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("[bold] [2J", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_was_rolled_back_says_why_first()
    {
        var lines = Plain(
            Running() with
            {
                Phase = "Failed",
                Result = "RolledBack",
                IsRunning = false,
                Reason = "request-success-rate: 10 % errors vs 0.5 % on stable",
                EndedAt = Now,
            },
            100
        );

        Assert.Equal("shop  ✖ Failed, rolled back  run 3  v2 against v1", lines[0]);
        Assert.Equal("steps     ✔ 1 %  ✖ 10 %  · 50 %", lines[2]);
        Assert.Contains("reason    request-success-rate: 10 % errors vs 0.5 % on stable", lines);
    }

    [Theory]
    [InlineData("Progressing", true, false, null, ExitCode.RolloutRunning)]
    [InlineData("Progressing", true, true, null, ExitCode.RolloutWaiting)]
    [InlineData("Failed", false, false, null, ExitCode.Failed)]
    [InlineData("Succeeded", false, false, null, ExitCode.Ok)]
    [InlineData("Initialized", false, false, null, ExitCode.Ok)]
    [InlineData("Initializing", false, false, null, ExitCode.RolloutRunning)]
    [InlineData("Succeeded", false, false, "v3", ExitCode.RolloutRunning)]
    public void The_exit_status_tells_how_it_stands(
        string phase,
        bool isRunning,
        bool wantsConsent,
        string? revision,
        int status
    )
    {
        var rollout = Running() with { Phase = phase, IsRunning = isRunning, WantsConsent = wantsConsent };

        Assert.Equal(status, RolloutStatus.CodeOf(rollout, revision));
    }

    [Fact]
    public void A_list_has_a_line_for_each_and_is_cut_to_the_page()
    {
        var lines = RolloutTable.Lines([Running(), Running() with { Name = "a-longer-name" }], 80, Now).ToArray();

        Assert.Equal(3, lines.Length);
        Assert.StartsWith(
            "NAME           PHASE          STEP  WEIGHT  REVISION  AGE   REASON",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "shop           ◌ Progressing  2/3   10 %    v2        2m0s  ",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
    }

    private static string[] Plain(RolloutAnswer rollout, int width) =>
        [.. RolloutPage.Lines(rollout, width, 10, Now).Select(line => Markup.Remove(line).TrimEnd())];

    private static RolloutAnswer Running() =>
        new()
        {
            Name = "shop",
            Version = "1",
            Phase = "Progressing",
            Run = 3,
            IsRunning = true,
            Revision = "v2",
            StableRevision = "v1",
            Steps = [new("1 %", 1), new("10 %", 10), new("50 %", 50)],
            Step = 2,
            Weight = new()
            {
                Desired = 10,
                Programmed = 10,
                Edges = 1,
                Acknowledged = 1,
                Observed = 10.02,
                Requests = 2310,
            },
            StableArm = new()
            {
                Requests = 10_800,
                Errors = 12,
                Rate = 180,
                ErrorPercent = 0.1,
                MedianMilliseconds = 12,
                P99Milliseconds = 80,
            },
            CanaryArm = new()
            {
                Requests = 1200,
                Errors = 6,
                Rate = 20,
                ErrorPercent = 0.5,
                MedianMilliseconds = 12,
                P99Milliseconds = 1200,
            },
            Metrics =
            [
                new()
                {
                    Name = "request-success-rate",
                    Text = "0.5 % errors vs 0.1 % on stable",
                    Evidence = new()
                    {
                        Harm = 2,
                        HarmLine = Math.Log(200),
                        Safe = 1.5,
                        SafeLine = Math.Log(20),
                    },
                },
            ],
            Threshold = 5,
            Reason = "step 2 of 3 (10 %): its check is due soon",
            StartedAt = Now.AddMinutes(-2),
            StepStartedAt = Now.AddMinutes(-1),
            EndsAt = Now.AddMinutes(4),
            Timeline =
            [
                new(Now.AddMinutes(-2), "RunStarted", "run 3 tries v2 against v1", null),
                new(Now.AddMinutes(-1), "WeightSet", "v2 gets 10 %, step 2 of 3 (10 %)", null),
            ],
        };
}
