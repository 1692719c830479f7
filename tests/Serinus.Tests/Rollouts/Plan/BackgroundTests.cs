using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

public sealed class BackgroundTests
{
    private static readonly StepSpec[] Steps =
    [
        new StepSpec.SetWeight(10),
        new StepSpec.Pause(TimeSpan.FromMinutes(1)),
        new StepSpec.SetWeight(20),
        new StepSpec.Pause(null),
        new StepSpec.SetWeight(50),
    ];

    private static RolloutSpec From(int step)
    {
        var spec = Given.Steps(Steps);
        return spec with
        {
            Analysis = spec.Analysis with
            {
                Metrics = [Given.Outside("queue")],
                BackgroundFromStep = step,
                Threshold = 2,
            },
        };
    }

    [Fact]
    public void Pauses_measure_nothing_unless_that_is_asked_for()
    {
        var world = new World(From(0)).Started();
        world.Until(one => one.State.Paused is not null);

        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Empty(world.MeasuredNames);
    }

    [Fact]
    public void Nothing_is_measured_before_the_step_it_begins_from_and_once_an_interval_then_until_the_run_ends()
    {
        var world = new World(From(3)).Started();
        world.Metrics["queue"] = new Measurement { Value = 1 };
        world.Until(one => one.State.Step == 1);
        world.Pass(TimeSpan.FromSeconds(40));
        Assert.Empty(world.MeasuredNames);

        world.Until(one => one.State.Paused is not null);
        world.Pass(TimeSpan.FromSeconds(100));
        Assert.InRange(world.MeasuredNames.Count, 9, 11);

        world.Do(CommandVerb.Promote);
        world.Until(Phase.Succeeded);
        var measured = world.MeasuredNames.Count;
        world.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(measured, world.MeasuredNames.Count);
        Assert.Equal(0, world.State.FailedChecks);
    }

    [Fact]
    public void A_failure_while_it_waits_for_somebody_counts_and_one_too_many_rolls_back()
    {
        var world = new World(From(1)).Started();
        world.Metrics["queue"] = new Measurement { Value = 1 };
        world.Until(one => one.State.Paused is not null);
        world.Metrics["queue"] = new Measurement { Value = 11 };

        world.Pass(TimeSpan.FromSeconds(11));
        Assert.Equal((Phase.Progressing, 1), (world.State.Phase, world.State.FailedChecks));
        world.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal((Phase.Failed, 0m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        Assert.Contains("queue is 11", world.State.Reason);
    }

    [Fact]
    public void A_failure_takes_no_finished_step_back()
    {
        var spec = From(1);
        spec = spec with
        {
            Analysis = spec.Analysis with
            {
                Threshold = 100,
                Hooks =
                [
                    new HookSpec
                    {
                        Kind = HookKind.ConfirmTrafficIncrease,
                        Name = "gate",
                        Url = "http://hooks/gate",
                    },
                ],
            },
        };
        var world = new World(spec);
        world.Metrics["queue"] = new Measurement { Value = 11 };
        world.Started();
        world.Until(one => one.State is { Step: 1, StepReachedAt: not null });
        world.Hooks["gate"] = false;

        world.Pass(TimeSpan.FromMinutes(4));

        Assert.Equal((1, 10m, true), (world.State.Step, world.State.Traffic.CanaryPercent, world.State.IsStepDone));
        Assert.True(world.State.FailedChecks > 10);
        Assert.Single(world.News, news => news.Text.Contains("its time is over", StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_be_judged_beside_an_approval_gives_nobody_more_time_to_approve()
    {
        var spec = Given.Steps(
            new StepSpec.SetWeight(10),
            new StepSpec.Approval(TimeSpan.FromMinutes(2), TimeoutAction.Rollback)
        );
        var world = new World(
            spec with
            {
                Analysis = spec.Analysis with
                {
                    Metrics = [Given.Outside("queue") with { InconclusiveLimit = 0 }],
                    BackgroundFromStep = 1,
                },
            }
        ).Started();
        world.Metrics["queue"] = new Measurement { Value = 1 };
        world.Until(one => one.State.Step == 1 && one.State.StepReachedAt is not null);
        world.Pass(TimeSpan.FromSeconds(60));
        world.Metrics["queue"] = new Measurement { Verdict = Serinus.Rollouts.Statistics.Verdict.Inconclusive };
        world.Until(one => one.State.Paused is not null);
        world.Pass(TimeSpan.FromMinutes(5));

        world.Metrics["queue"] = new Measurement { Value = 1 };
        world.Do(CommandVerb.Resume);

        Assert.InRange(world.Until(Phase.Failed), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(65));
    }
}
