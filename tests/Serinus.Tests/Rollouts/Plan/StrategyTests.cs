using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

public sealed class StrategyTests
{
    [Fact]
    public void Blue_green_makes_its_checks_without_requests_then_switches_and_promotes()
    {
        var spec = Given.Hooked((HookKind.Rollout, "load"));
        var world = new World(spec with { Analysis = spec.Analysis with { StepWeight = 0, Iterations = 5 } }).Started();

        world.Until(Phase.Succeeded);

        Assert.Equal([0, 100, 0], world.Weights);
        Assert.Equal(6, world.Called.Count);
    }

    [Fact]
    public void A_test_of_matched_requests_gives_the_canary_no_share_and_ends_with_its_checks()
    {
        var analysis = new AnalysisSpec
        {
            Iterations = 3,
            Interval = TimeSpan.FromSeconds(10),
            Match = [Given.Header("x-beta", "1")],
            Metrics = [Given.Outside("queue")],
        };
        var world = new World(Given.Spec(analysis));
        world.Metrics["queue"] = new Measurement { Value = 1 };
        world.Started();
        world.Until(one => !one.State.Traffic.Match.IsEmpty);

        world.Until(Phase.Succeeded);

        Assert.Equal([0m], world.Weights);
        Assert.Equal(3, world.MeasuredNames.Count);
        Assert.Empty(world.State.Traffic.Match);
    }

    [Fact]
    public void An_analysis_lasts_until_safety_is_proven()
    {
        var world = new World(Given.Steps(new StepSpec.SetWeight(50), new StepSpec.Analysis([])))
        {
            StableErrors = 0.005,
            CanaryErrors = 0.005,
        }.Started();

        var took = world.Until(Phase.Promoting);

        Assert.InRange(took, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5));
        var done = world.State.Timeline.Last(entry => entry.Kind == NewsKind.StepCompleted);
        Assert.Contains("ruled out", done.Text);
    }

    [Fact]
    public void An_analysis_says_what_is_missing()
    {
        var world = new World(Given.Steps(new StepSpec.SetWeight(1), new StepSpec.Analysis([])))
        {
            RequestsPerSecond = 10,
        }.Started();

        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Contains("more requests", world.State.Reason);
        Assert.Contains("at this rate", world.State.Reason);
    }

    [Fact]
    public void An_analysis_without_a_verdict_stands_still_after_its_time()
    {
        var world = new World(Given.Steps(new StepSpec.SetWeight(1), new StepSpec.Analysis([])))
        {
            RequestsPerSecond = 10,
        }.Started();

        world.Until(one => one.State.Paused is not null);

        Assert.InRange(world.Now - world.State.StartedAt!.Value, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(31));
        world.Do(CommandVerb.Resume);
        world.Pass(TimeSpan.FromMinutes(29));
        Assert.Null(world.State.Paused);
        world.Do(CommandVerb.Promote);
        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void Safety_has_to_be_proven_at_each_weight_anew()
    {
        var world = new World(
            Given.Steps(
                new StepSpec.SetWeight(20),
                new StepSpec.Analysis([]),
                new StepSpec.SetWeight(50),
                new StepSpec.Analysis([])
            )
        ).Started();
        world.Until(one => one.State.Step == 3);
        world.RequestsPerSecond = 0;

        world.Pass(TimeSpan.FromMinutes(10));

        Assert.Equal((Phase.Progressing, 3), (world.State.Phase, world.State.Step));
    }

    [Fact]
    public void An_analysis_measures_as_often_as_asked_for()
    {
        var spec = Given.Steps(new StepSpec.SetWeight(20), new StepSpec.Analysis(["queue"]));
        var world = new World(
            spec with
            {
                Analysis = spec.Analysis with
                {
                    Metrics = [Given.Outside("queue") with { Count = 4, InitialDelay = TimeSpan.FromSeconds(30) }],
                },
            }
        );
        world.Metrics["queue"] = new Measurement { Value = 1 };
        world.Started();

        var took = world.Until(Phase.Promoting);

        Assert.Equal(4, world.MeasuredNames.Count);
        Assert.InRange(took, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(65));
    }

    [Fact]
    public void An_analysis_may_want_successes_in_a_row()
    {
        var spec = Given.Steps(new StepSpec.SetWeight(20), new StepSpec.Analysis(["queue"]));
        var world = new World(
            spec with
            {
                Analysis = spec.Analysis with
                {
                    Metrics = [Given.Outside("queue") with { ConsecutiveSuccessLimit = 3, FailureLimit = -1 }],
                },
            }
        );
        world.Metrics["queue"] = new Measurement { Value = 1 };
        world.Started();
        world.Until(one => one.MeasuredNames.Count == 2);
        world.Metrics["queue"] = new Measurement { Value = 99 };
        world.Until(one => one.MeasuredNames.Count == 3);
        world.Metrics["queue"] = new Measurement { Value = 1 };

        world.Until(Phase.Promoting);

        Assert.Equal(6, world.MeasuredNames.Count);
    }

    [Fact]
    public void Everything_a_list_of_steps_sets_is_ordered_and_undone_by_an_abort()
    {
        var world = new World(
            Given.Steps(
                new StepSpec.SetCanaryScale(1, null),
                new StepSpec.SetHeaderRoute([Given.Header("x-beta", "1")]),
                new StepSpec.SetMirror(30),
                new StepSpec.Pause((TimeSpan?)null)
            )
        ).Started();
        world.Until(one => one.State.Paused is not null);
        var traffic = world.State.Traffic;
        Assert.Equal(
            (0m, 30m, 1, 1),
            (traffic.CanaryPercent, traffic.MirrorPercent, traffic.CanaryReplicas, traffic.Match.Length)
        );

        world.Do(CommandVerb.Abort);

        Assert.Equal(
            (0m, 0m, null, 0),
            (
                world.State.Traffic.CanaryPercent,
                world.State.Traffic.MirrorPercent,
                world.State.Traffic.CanaryReplicas,
                world.State.Traffic.Match.Length
            )
        );
    }

    [Fact]
    public void A_webhook_step_waits_for_its_answer()
    {
        var hook = new HookSpec { Name = "migrate", Url = "http://hooks/migrate" };
        var world = new World(
            Given.Steps(new StepSpec.SetWeight(5), new StepSpec.Webhook(hook), new StepSpec.SetWeight(50))
        );
        world.Hooks["migrate"] = false;
        world.Started();
        world.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(5, world.State.Traffic.CanaryPercent);
        Assert.InRange(world.Called.Count, 10, 14);

        world.Hooks["migrate"] = true;

        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void The_timeline_and_the_outbox_have_limits_and_the_first_entry_stays()
    {
        var spec = Given.Hooked((HookKind.Rollout, "load"));
        var world = new World(spec with { Analysis = spec.Analysis with { Threshold = 1000 } });
        world.Hooks["load"] = false;
        world.Started();

        world.Until(one => one.State.FailedChecks == 300);

        Assert.Equal(200, world.State.Timeline.Length);
        Assert.Equal(NewsKind.RunStarted, world.State.Timeline[0].Kind);
        Assert.InRange(world.State.Outbox.Length, 1, 64);
    }

    [Fact]
    public void Weights_edited_in_the_middle_go_on_from_the_last_that_is_no_higher()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 30);
        world.Weights.Clear();

        world.Spec = Given.Spec(new AnalysisSpec { StepWeights = [5, 25, 60], Interval = TimeSpan.FromSeconds(10) });
        world.Until(Phase.Succeeded);

        Assert.Equal([30, 25, 60, 0], world.Weights);
    }

    [Fact]
    public void A_list_of_steps_edited_in_the_middle_begins_anew()
    {
        var pause = new StepSpec.Pause((TimeSpan?)null);
        var world = new World(Given.Steps(new StepSpec.SetWeight(20), pause)).Started();
        world.Until(one => one.State.Paused is not null);
        world.Weights.Clear();

        world.Spec = Given.Steps(new StepSpec.SetWeight(10), pause, new StepSpec.SetWeight(30));
        world.Do(CommandVerb.Resume);
        world.Until(one => one.State.Paused is not null);

        Assert.Equal([0, 10], world.Weights);
        Assert.Equal(1, world.State.Run);
    }
}
