using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

/// <summary>What users of Flagger expect of a run, case by case.</summary>
public class FlaggerCasesTests
{
    /// <summary>Case 2: the canary has its replicas before any weight, one step an interval.</summary>
    [Fact]
    public void Weights_rise_one_step_an_interval_once_the_canary_is_ready()
    {
        var world = Started(Given.Spec(Given.StepWeight(10, 30)), ready: false);
        world.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal([0], world.Weights);
        Assert.Equal(TargetOrder.RunCanary, world.Last!.Target);

        world.Target = world.Target with { Canary = Readiness.Ready };
        world.Until(w => w.State.Traffic.CanaryPercent == 10);
        Assert.InRange(world.Until(w => w.State.Traffic.CanaryPercent == 20).TotalSeconds, 10, 12);
        Assert.InRange(world.Until(w => w.State.Traffic.CanaryPercent == 30).TotalSeconds, 10, 12);
        world.Until(Phase.Succeeded);
        Assert.Equal("v2", world.State.StableRevision);
    }

    /// <summary>Cases 3 and 4.</summary>
    [Theory]
    [InlineData(20, 50, new double[0], new double[] { 0, 20, 40, 50, 0 })]
    [InlineData(0, 100, new double[] { 1, 2, 10, 80 }, new double[] { 0, 1, 2, 10, 80, 0 })]
    [InlineData(100, 100, new double[0], new double[] { 0, 100, 0 })]
    [InlineData(0.5, 1, new double[0], new double[] { 0, 0.5, 1, 0 })]
    public void Weights_are_those_that_were_asked_for(double step, double max, double[] weights, double[] seen)
    {
        var world = Started(
            Given.Spec(
                Given.StepWeight((decimal)step, (decimal)max) with
                {
                    StepWeights = [.. weights.Select(weight => (decimal)weight)],
                }
            )
        );

        world.Until(Phase.Succeeded);

        Assert.Equal(seen.Select(weight => (decimal)weight), world.Weights);
    }

    /// <summary>Case 5.</summary>
    [Fact]
    public void Failed_checks_as_many_as_the_threshold_take_it_back_and_leave_the_primary_alone()
    {
        var world = Started(Given.Spec(Analysis([Given.Outside("m")]) with { Threshold = 3 }));
        world.Metrics["m"] = new Measurement { Value = 99 };

        world.Until(Phase.Failed);
        world.Pass(TimeSpan.FromMinutes(2));

        Assert.Equal(3, world.State.FailedChecks);
        Assert.Equal([0, 10, 0], world.Weights);
        Assert.Equal("v1", world.State.StableRevision);
        Assert.DoesNotContain(world.Orders, order => order.Order == TargetOrder.Promote);
        Assert.Equal(TargetOrder.TakeDownCanary, world.Last!.Target);
        Assert.Equal(NewsSeverity.Error, world.News.Single(news => news.Kind == NewsKind.RolledBack).Severity);
    }

    /// <summary>Case 6.</summary>
    [Fact]
    public void A_canary_that_never_becomes_ready_gets_no_weight_and_fails_at_its_deadline()
    {
        var world = Started(Given.Spec() with { ProgressDeadline = TimeSpan.FromSeconds(90) }, ready: false);

        Assert.InRange(world.Until(Phase.Failed).TotalSeconds, 89, 95);

        Assert.Equal([0], world.Weights);
    }

    /// <summary>Case 7.</summary>
    [Fact]
    public void Going_back_to_the_promoted_version_after_a_failure_tries_nothing()
    {
        var world = Failed();

        world.Deploy("v1");
        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal(1, world.State.Run);
        Assert.Equal(Phase.Initialized, world.State.Phase);
        Assert.Equal(0, world.State.Traffic.CanaryPercent);
    }

    /// <summary>Case 8: it is not tried again by itself, but when somebody asks, from weight 0.</summary>
    [Fact]
    public void A_failed_version_is_tried_again_when_somebody_asks()
    {
        var world = Failed();
        world.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(1, world.State.Run);

        world.Metrics["m"] = new Measurement { Value = 1 };
        world.Do(CommandVerb.Retry);

        Assert.Equal(2, world.State.Run);
        Assert.Equal(0, world.State.FailedChecks);
        world.Until(Phase.Succeeded);
    }

    /// <summary>Cases 9 and 36: zero first, counters anew, against the same stable version.</summary>
    [Fact]
    public void A_newer_version_begins_at_zero_against_the_same_stable()
    {
        var world = Started(Given.Spec(Analysis([Given.Outside("m")]) with { Threshold = 3 }));
        world.Metrics["m"] = new Measurement { Value = 99 };
        world.Until(w => w.State.FailedChecks == 2);

        world.Target = world.Target with { Canary = new Readiness(false, true, "starts") };
        world.Deploy("v3");
        world.Until(w => w.State.Run == 2);

        Assert.Equal(
            (0m, 0, "v1", "v3"),
            (
                world.State.Traffic.CanaryPercent,
                world.State.FailedChecks,
                world.State.StableRevision,
                world.State.Revision
            )
        );
        world.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal([0, 10, 0], world.Weights);
        world.Target = world.Target with { Canary = Readiness.Ready };
        world.Metrics["m"] = new Measurement { Value = 1 };
        world.Until(Phase.Succeeded);
        Assert.Equal("v3", world.State.StableRevision);
    }

    /// <summary>Case 12.</summary>
    [Fact]
    public void What_cannot_be_read_begins_no_run()
    {
        var world = Settled(Given.Spec());

        world.Deploy("v2");
        world.Target = world.Target with { Unknown = "the API server does not answer", Revision = "" };
        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal(0, world.State.Run);
        Assert.Equal(Phase.Initialized, world.State.Phase);
    }

    /// <summary>Case 13.</summary>
    [Fact]
    public void Without_analysis_it_is_promoted_once_ready_and_post_rollout_hooks_hear_of_it()
    {
        var world = Started(
            Given.Hooked((HookKind.PreRollout, "pre"), (HookKind.PostRollout, "post")) with
            {
                SkipAnalysis = true,
            },
            ready: false
        );
        world.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(Phase.Progressing, world.State.Phase);

        world.Target = world.Target with { Canary = Readiness.Ready };
        world.Until(Phase.Succeeded);
        world.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(["post"], world.Called);
        Assert.Empty(world.MeasuredNames);
    }

    /// <summary>Case 14.</summary>
    [Fact]
    public void Analysis_that_is_switched_off_in_the_middle_promotes()
    {
        var world = Started(Given.Spec());
        world.Until(w => w.State.Traffic.CanaryPercent == 10);

        world.Spec = world.Spec with { SkipAnalysis = true };

        Assert.True(world.Until(Phase.Succeeded) < TimeSpan.FromSeconds(10));
    }

    /// <summary>Case 15: time stands still too.</summary>
    [Fact]
    public void A_suspended_run_keeps_its_weight_and_goes_on_at_it()
    {
        var world = Started(Given.Spec());
        world.Until(w => w.State.Traffic.CanaryPercent == 20);
        var before = world.State.Traffic;

        world.Spec = world.Spec with { Suspend = true };
        world.Pass(TimeSpan.FromHours(2));
        Assert.Equal(before, world.State.Traffic);

        world.Spec = world.Spec with { Suspend = false };
        Assert.InRange(world.Until(w => w.State.Traffic.CanaryPercent == 30).TotalSeconds, 5, 12);
    }

    /// <summary>Case 22: an A/B test sends matched requests alone for its checks, then it is promoted.</summary>
    [Fact]
    public void An_AB_test_has_its_checks_while_matched_requests_go_to_the_canary()
    {
        var world = Started(
            Given.Spec(
                Analysis([Given.Outside("m")]) with
                {
                    StepWeight = 0,
                    Iterations = 4,
                    Match = [Given.Header("x-user", "beta")],
                }
            )
        );
        world.Metrics["m"] = new Measurement { Value = 1 };
        world.Until(w => w.MeasuredNames.Count == 3);
        Assert.Equal(0, world.State.Traffic.CanaryPercent);
        Assert.Single(world.State.Traffic.Match);

        world.Until(Phase.Succeeded);
        Assert.Equal(4, world.MeasuredNames.Count);
        Assert.Empty(world.State.Traffic.Match);
    }

    /// <summary>Case 24: copies for one check, before the first weight.</summary>
    [Fact]
    public void Copies_come_before_the_first_weight()
    {
        var world = Started(Given.Spec(Given.StepWeight(50, 50) with { Mirror = true, MirrorWeight = 20 }));
        world.Until(w => w.State.Traffic.MirrorPercent > 0);
        Assert.Equal((0m, 20m), (world.State.Traffic.CanaryPercent, world.State.Traffic.MirrorPercent));

        world.Until(w => w.State.Traffic.CanaryPercent == 50);
        Assert.Equal(0, world.State.Traffic.MirrorPercent);
    }

    /// <summary>Case 25.</summary>
    [Fact]
    public void Blue_green_has_its_checks_at_zero_then_everybody_then_is_promoted()
    {
        var world = Started(Given.Spec(Analysis([Given.Outside("m")]) with { StepWeight = 0, Iterations = 5 }));
        world.Metrics["m"] = new Measurement { Value = 1 };

        world.Until(w => w.State.Traffic.CanaryPercent == 100);
        Assert.Equal(5, world.MeasuredNames.Count);
        world.Until(Phase.Succeeded);

        Assert.Equal([0, 100, 0], world.Weights);
    }

    /// <summary>Case 26: the primary is ready before it gets anything back.</summary>
    [Fact]
    public void After_promotion_weights_return_step_by_step()
    {
        var world = Started(Given.Spec(Given.StepWeight(50, 100) with { StepWeightPromotion = 25 }));

        world.Until(Phase.Succeeded);

        Assert.Equal([0, 50, 100, 75, 50, 25, 0], world.Weights);
    }

    /// <summary>Case 27.</summary>
    [Fact]
    public void When_the_primary_does_not_become_ready_traffic_stays_on_the_canary()
    {
        var world = Started(Given.Spec() with { ProgressDeadline = TimeSpan.FromMinutes(1) });
        world.Until(w => w.State.Traffic.CanaryPercent == 50);
        world.Target = world.Target with { Primary = new Readiness(false, true, "0 of 3 replicas are ready") };

        world.Until(Phase.Failed);
        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal(100, world.State.Traffic.CanaryPercent);
        Assert.NotEqual(TargetOrder.TakeDownCanary, world.Last!.Target);
        Assert.Contains(
            "0 of 3 replicas are ready",
            world.News.Single(one => one.Kind == NewsKind.PromotionFailed).Text
        );
    }

    /// <summary>Case 28: a primary that is not ready before the run does not keep the fix back.</summary>
    [Fact]
    public void A_fix_can_be_rolled_out_while_the_primary_is_unhealthy()
    {
        var world = Settled(Given.Spec());
        world.Target = world.Target with { Primary = new Readiness(false, true, "0 of 3 replicas are ready") };

        world.Deploy("v2");
        world.Until(w => w.State.Phase == Phase.Promoting);
        world.Target = world.Target with { Primary = Readiness.Ready };
        world.Until(Phase.Succeeded);

        Assert.Equal("v2", world.State.StableRevision);
    }

    /// <summary>Case 31.</summary>
    [Fact]
    public void A_rollout_that_is_removed_gives_everything_to_stable_first()
    {
        var world = Started(Given.Spec());
        world.Until(w => w.State.Traffic.CanaryPercent == 20);

        world.Target = world.Target with { IsRemoved = true };
        world.Tick();
        Assert.Equal((0m, TargetOrder.Revert), (world.State.Traffic.CanaryPercent, world.Last!.Target));
        world.Until(Phase.Terminated);
    }

    /// <summary>Case 45: an hour without traffic.</summary>
    [Fact]
    public void Without_traffic_it_pauses_and_neither_fails_nor_promotes()
    {
        var world = Started(Given.Spec(Given.StepWeight(10, 50)));
        world.RequestsPerSecond = 0;

        world.Pass(TimeSpan.FromHours(1));

        Assert.NotNull(world.State.Paused);
        Assert.True(world.State.IsRunning);
        Assert.Equal(0, world.State.FailedChecks);
        Assert.Equal(10, world.State.Traffic.CanaryPercent);
    }

    /// <summary>Case 49: planning twice as often moves nothing faster and tells nothing twice.</summary>
    [Fact]
    public void Two_who_plan_go_no_faster_than_one()
    {
        var one = Started(Given.Spec());
        var alone = one.Until(Phase.Succeeded);
        var two = Started(Given.Spec());
        var began = two.Now;
        while (two.State.Phase != Phase.Succeeded)
        {
            two.Tick(waits: true);
            for (var i = 0; i < 5; i++)
                two.Tick();
        }

        Assert.InRange((two.Now - began).TotalSeconds, alone.TotalSeconds - 6, alone.TotalSeconds + 6);
        Assert.Equal(one.News.Select(news => news.Kind), two.News.Select(news => news.Kind));
        Assert.Equal(two.News.Count, two.News.Select(news => news.Id).Distinct().Count());
    }

    private static AnalysisSpec Analysis(ImmutableArray<MetricSpec> metrics) =>
        Given.StepWeight(10, 50) with
        {
            Metrics = metrics,
        };

    private static World Settled(RolloutSpec spec)
    {
        var world = new World(spec);
        world.Until(Phase.Initialized);
        return world;
    }

    private static World Started(RolloutSpec spec, bool ready = true)
    {
        var world = Settled(spec);
        world.Target = world.Target with { Canary = ready ? Readiness.Ready : new Readiness(false, true, "starts") };
        return world.Started();
    }

    private static World Failed()
    {
        var world = Started(Given.Spec(Analysis([Given.Outside("m")])));
        world.Metrics["m"] = new Measurement { Value = 99 };
        world.Until(Phase.Failed);
        world.Pass(TimeSpan.FromSeconds(5));
        return world;
    }
}
