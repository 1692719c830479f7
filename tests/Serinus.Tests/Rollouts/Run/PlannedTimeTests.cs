using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Tests.Rollouts.Plan;

namespace Serinus.Tests.Rollouts.Run;

/// <summary>How long a run takes, by the clock of the loop that plans it: a healthy one as long as was asked for, one without traffic for ever.</summary>
public sealed class PlannedTimeTests
{
    public static TheoryData<string> Strategies => [.. Planned.Keys];

    private static Dictionary<string, (AnalysisSpec Analysis, TimeSpan Planned)> Planned { get; } =
        new()
        {
            ["five weights"] = (Given.StepWeight(10, 50), Seconds(50)),
            ["listed weights"] = (
                new AnalysisSpec { StepWeights = [1, 10, 50], Interval = TimeSpan.FromMinutes(5) },
                TimeSpan.FromMinutes(15)
            ),
            ["pauses"] = (
                new AnalysisSpec
                {
                    Steps =
                    [
                        new StepSpec.SetWeight(10),
                        new StepSpec.Pause(TimeSpan.FromMinutes(2)),
                        new StepSpec.SetWeight(50),
                        new StepSpec.Pause(TimeSpan.FromMinutes(3)),
                    ],
                    Interval = Seconds(10),
                },
                TimeSpan.FromMinutes(5)
            ),
            ["blue/green"] = (new AnalysisSpec { Iterations = 5, Interval = Seconds(30) }, Seconds(180)),
        };

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task A_healthy_canary_is_promoted_in_the_planned_time(string strategy)
    {
        var (analysis, planned) = Planned[strategy];
        using var machine = new Machine(Given.Spec(analysis));
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        machine.Outer.Deploy("v2");
        await machine.UntilAsync(state => state.Run == 1);

        await machine.UntilAsync(state => state.Phase == Phase.Succeeded);

        var took = machine.State.EndedAt!.Value - machine.State.StartedAt!.Value;
        Assert.InRange(took, planned, planned + analysis.Interval);
    }

    [Theory]
    [InlineData(TimeoutAction.Pause, NoDataPolicy.Inconclusive, Phase.Progressing, true)]
    [InlineData(TimeoutAction.Rollback, NoDataPolicy.Inconclusive, Phase.Failed, false)]
    [InlineData(TimeoutAction.Continue, NoDataPolicy.Inconclusive, Phase.Succeeded, false)]
    [InlineData(TimeoutAction.Pause, NoDataPolicy.Fail, Phase.Failed, false)]
    [InlineData(TimeoutAction.Pause, NoDataPolicy.Pass, Phase.Succeeded, false)]
    public async Task An_hour_without_traffic_ends_as_was_asked_for(
        TimeoutAction onInconclusive,
        NoDataPolicy noData,
        Phase expected,
        bool isPaused
    )
    {
        var analysis = Given.StepWeight(25, 50) with
        {
            Metrics =
            [
                new MetricSpec
                {
                    Name = MetricSpec.SuccessRate,
                    Compare = new CompareSpec(),
                    NoData = noData,
                },
            ],
            Sequential = new SequentialSpec
            {
                MaxStepDuration = TimeSpan.FromMinutes(10),
                OnInconclusive = onInconclusive,
            },
        };

        using var machine = await HourAsync(analysis);

        Assert.Equal((expected, isPaused), (machine.State.Phase, machine.State.Paused is not null));
        if (isPaused)
            Assert.Equal([0, 25], machine.Outer.Weights);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task By_default_an_hour_without_traffic_neither_fails_nor_promotes(bool hasAnalysisStep)
    {
        var analysis = hasAnalysisStep
            ? new AnalysisSpec { Steps = [new StepSpec.SetWeight(10), new StepSpec.Analysis([])] }
            : new AnalysisSpec { StepWeight = 10, MaxWeight = 50 };

        using var machine = await HourAsync(analysis);

        Assert.Equal((Phase.Progressing, 10m), (machine.State.Phase, machine.State.Traffic.CanaryPercent));
        Assert.Equal(0, machine.State.FailedChecks);
        Assert.Contains("not enough data", machine.State.Paused);
        Assert.Equal("v1", machine.State.StableRevision);

        // Requests come back: whoever resumes it lets it go on, and it ends well.
        machine.Outer.RequestsPerSecond = 500;
        Assert.True((await machine.DoAsync(CommandVerb.Resume)).IsAccepted);
        await machine.UntilAsync(state => state.Phase == Phase.Succeeded);
    }

    private static async Task<Machine> HourAsync(AnalysisSpec analysis)
    {
        var machine = new Machine(Given.Spec(analysis)) { Outer = { RequestsPerSecond = 0 } };
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        machine.Outer.Deploy("v2");
        var end = machine.Time.GetUtcNow() + TimeSpan.FromHours(1);
        while (machine.Time.GetUtcNow() < end)
            await machine.TurnAsync();
        return machine;
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
