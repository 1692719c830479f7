using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;

namespace Serinus.Tests.Rollouts.Plan;

public sealed class CheckTests
{
    [Fact]
    public void The_check_that_reaches_the_threshold_rolls_back_in_the_same_decision()
    {
        var spec = Given.Hooked((HookKind.Rollout, "load"));
        var world = new World(spec with { Analysis = spec.Analysis with { Threshold = 2 } });
        world.Hooks["load"] = false;
        world.Started();

        var took = world.Until(Phase.Failed);

        Assert.Equal(2, world.Called.Count);
        Assert.InRange(took, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(22));
        Assert.Single(world.News, news => news.Kind == NewsKind.CheckFailed);
        Assert.Equal([0, 10, 0], world.Weights);
    }

    [Fact]
    public void Failed_checks_of_the_whole_run_count_together()
    {
        var spec = Given.Hooked((HookKind.Rollout, "load"));
        var world = new World(spec with { Analysis = spec.Analysis with { Threshold = 2 } }).Started();
        world.Hooks["load"] = false;
        world.Until(one => one.State.FailedChecks == 1);
        world.Hooks["load"] = true;
        world.Until(one => one.State.Traffic.CanaryPercent == 30);

        world.Hooks["load"] = false;
        world.Until(Phase.Failed);

        Assert.Equal(2, world.State.FailedChecks);
    }

    [Fact]
    public void A_weight_does_not_count_before_every_edge_has_it()
    {
        var world = new World(Given.Spec()) { EdgeCount = 3, EdgesBehind = 1 }.Started();

        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal(10, world.State.Traffic.CanaryPercent);
        Assert.Contains("2 of 3 edges", world.State.Reason);
        Assert.Single(world.News, news => news.Kind == NewsKind.Blocked);
        world.EdgesBehind = 0;
        var took = world.Until(one => one.State.Traffic.CanaryPercent == 20);
        Assert.InRange(took, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(12));
    }

    [Fact]
    public void Without_an_edge_nothing_goes_on()
    {
        var world = new World(Given.Spec()) { EdgeCount = 0 }.Started();

        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal(10, world.State.Traffic.CanaryPercent);
    }

    [Fact]
    public void What_an_edge_took_out_is_rolled_back_at_once()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);

        world.TakenOut = "no endpoint of shop-canary answers";
        world.Tick();

        Assert.Equal((Phase.Failed, 0m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        Assert.Contains("no endpoint", world.State.Reason);
        Assert.Single(world.News, news => news.Kind == NewsKind.CanaryTakenOut);
    }

    [Fact]
    public void No_traffic_for_an_hour_is_neither_a_failure_nor_a_success()
    {
        var world = new World(Given.Spec()) { RequestsPerSecond = 0 }.Started();

        world.Pass(TimeSpan.FromMinutes(70));

        Assert.Equal(
            (Phase.Progressing, 10m, 0),
            (world.State.Phase, world.State.Traffic.CanaryPercent, world.State.FailedChecks)
        );
        Assert.Contains("not enough data", world.State.Paused);
        Assert.Equal([0, 10], world.Weights);
        world.RequestsPerSecond = 100;
        world.Do(CommandVerb.Resume);
        world.Until(Phase.Succeeded);
    }

    [Theory]
    [InlineData(TimeoutAction.Rollback, Phase.Failed)]
    [InlineData(TimeoutAction.Continue, Phase.Succeeded)]
    public void A_step_without_data_does_in_the_end_what_was_asked_for(TimeoutAction action, Phase phase)
    {
        var analysis = Given.StepWeight(50, 50) with
        {
            Sequential = new SequentialSpec { MaxStepDuration = TimeSpan.FromMinutes(5), OnInconclusive = action },
        };
        var world = new World(Given.Spec(analysis)) { RequestsPerSecond = 0 }.Started();

        var took = world.Until(phase);

        Assert.InRange(took, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.5));
    }

    [Theory]
    [InlineData(NoDataPolicy.Fail, Phase.Failed)]
    [InlineData(NoDataPolicy.Pass, Phase.Succeeded)]
    public void A_metric_says_itself_what_no_data_means(NoDataPolicy policy, Phase phase)
    {
        var metric = new MetricSpec
        {
            Name = MetricSpec.SuccessRate,
            Min = 99,
            NoData = policy,
        };
        var world = new World(Given.Measured(metric)) { RequestsPerSecond = 0 }.Started();

        world.Until(phase);
    }

    [Theory]
    [InlineData(0.009, Phase.Succeeded)]
    [InlineData(0.02, Phase.Failed)]
    public void A_success_rate_below_the_least_fails_its_checks(double errors, Phase phase)
    {
        var world = new World(Given.Measured(new MetricSpec { Name = MetricSpec.SuccessRate, Min = 99 }))
        {
            CanaryErrors = errors,
            StableErrors = errors,
        }.Started();

        world.Until(phase);
    }

    [Theory]
    [InlineData(20, Phase.Succeeded)]
    [InlineData(250, Phase.Failed)]
    public void A_duration_above_the_most_fails_its_checks(double duration, Phase phase)
    {
        var world = new World(Given.Measured(new MetricSpec { Name = MetricSpec.Duration, Max = 100 }))
        {
            CanaryDuration = duration,
            StableDuration = duration,
        }.Started();

        world.Until(phase);
    }

    [Fact]
    public void A_canary_that_is_slower_than_stable_is_rolled_back_within_seconds()
    {
        var world = new World(Given.Spec(Given.StepWeight(10, 50) with { Interval = TimeSpan.FromMinutes(5) }))
        {
            CanaryDuration = 200,
        }.Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        Assert.InRange(world.Until(Phase.Failed), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Contains("slower than", world.State.Reason);
    }

    [Fact]
    public void Errors_that_both_have_are_no_harm_of_the_canary()
    {
        var world = new World(Given.Spec()) { CanaryErrors = 0.3, StableErrors = 0.3 }.Started();

        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void Two_failures_are_let_pass_and_the_third_rolls_back()
    {
        var world = new World(Given.Measured(Given.Outside("queue") with { FailureLimit = 2 }));
        world.Metrics["queue"] = new Measurement { Value = 99 };
        world.Started();

        world.Until(Phase.Failed);

        Assert.Equal(3, world.MeasuredNames.Count);
        Assert.Equal([0, 10, 20, 30, 0], world.Weights);
        Assert.Contains("3 failures, 2 are let pass", world.State.Reason);
    }

    [Fact]
    public void Errors_of_a_source_are_let_pass_up_to_a_limit_in_a_row()
    {
        var world = new World(Given.Measured(Given.Outside("queue")));
        world.Metrics["queue"] = new Measurement { Error = "connection refused" };
        world.Started();
        world.Until(one => one.MeasuredNames.Count == 4);
        Assert.Equal((Phase.Progressing, 10m), (world.State.Phase, world.State.Traffic.CanaryPercent));

        world.Metrics["queue"] = new Measurement { Value = 1 };
        world.Until(one => one.State.Traffic.CanaryPercent == 20);
        world.Metrics["queue"] = new Measurement { Error = "connection refused" };
        var measured = world.MeasuredNames.Count;
        world.Until(Phase.Failed);

        Assert.Equal(5, world.MeasuredNames.Count - measured);
        Assert.Contains("connection refused", world.State.Reason);
    }

    [Fact]
    public void A_measurement_its_expressions_leave_open_stops_the_run_and_resuming_asks_again()
    {
        var world = new World(
            Given.Measured(Given.Outside("queue") with { Success = "result < 1", Failure = "result > 5" })
        );
        world.Metrics["queue"] = new Measurement { Value = 3, Verdict = Verdict.Inconclusive };
        world.Started();
        world.Until(one => one.State.Paused is not null);
        Assert.Equal(10, world.State.Traffic.CanaryPercent);

        world.Metrics["queue"] = new Measurement { Value = 0, Verdict = Verdict.Pass };
        world.Do(CommandVerb.Resume);

        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void A_dry_run_decides_nothing()
    {
        var world = new World(
            Given.Measured(
                Given.Outside("queue") with
                {
                    DryRun = true,
                },
                new MetricSpec
                {
                    Name = MetricSpec.SuccessRate,
                    Compare = new CompareSpec(),
                    DryRun = true,
                },
                new MetricSpec
                {
                    Name = MetricSpec.Duration,
                    Max = 1,
                    DryRun = true,
                }
            )
        )
        {
            CanaryErrors = 0.3,
        };
        world.Metrics["queue"] = new Measurement { Value = 99 };
        world.Started();

        world.Until(Phase.Succeeded);

        Assert.Equal(5, world.State.Metrics["queue"].Failed);
    }

    [Fact]
    public void A_metric_that_needs_requests_judges_nothing_before()
    {
        var metric = new MetricSpec
        {
            Name = MetricSpec.SuccessRate,
            Compare = new CompareSpec(),
            MinRequests = 500,
        };
        var world = new World(
            Given.Measured(metric) with
            {
                Analysis = Given.Measured(metric).Analysis with
                {
                    Interval = TimeSpan.FromMinutes(1),
                    Sequential = new SequentialSpec { FastFailErrors = 0 },
                },
            }
        )
        {
            CanaryErrors = 0.3,
        }.Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        var took = world.Until(Phase.Failed);

        Assert.InRange(took, TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(27));
    }
}
