using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

public sealed class VersionTests
{
    [Fact]
    public void Nothing_is_tried_before_what_it_needs_is_made()
    {
        var world = new World(Given.Spec());
        world.Target = world.Target with { IsInitialized = false, Revision = "v2" };

        world.Pass(TimeSpan.FromSeconds(20));

        Assert.Equal((Phase.Initializing, TargetOrder.Initialize), (world.State.Phase, world.Last!.Target));
    }

    [Fact]
    public void What_served_before_is_taken_down_a_moment_after_everybody_is_led_elsewhere()
    {
        var world = new World(Given.Spec());
        world.Target = world.Target with { IsInitialized = false, IsLed = true };
        world.Tick();
        Assert.Equal(TargetOrder.Initialize, world.Last!.Target);

        world.Until(one => one.Last!.Target == TargetOrder.TakeDownCanary);
        Assert.InRange(world.Now - World.Begin, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));

        world.Target = world.Target with { IsLed = false };
        world.Tick();
        Assert.Equal(TargetOrder.Initialize, world.Last!.Target);
        world.Target = world.Target with { IsInitialized = true };
        world.Until(Phase.Initialized);
    }

    [Fact]
    public void Where_there_is_no_primary_the_version_seen_first_is_tried()
    {
        var world = new World(Given.Spec()) { Target = new TargetView { Revision = "v2" } };

        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        Assert.Equal(("v2", ""), (world.State.Revision, world.State.StableRevision));
    }

    [Fact]
    public void A_primary_that_serves_another_version_is_stable_and_the_canary_is_tried()
    {
        var world = new World(Given.Spec());
        world.Target = world.Target with { Revision = "v2" };

        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        Assert.Equal(("v2", "v1"), (world.State.Revision, world.State.StableRevision));
    }

    [Fact]
    public void The_canary_has_its_replicas_before_any_weight()
    {
        var world = new World(Given.Spec()).Started();
        world.Target = world.Target with { Canary = new Readiness(false, true, "0 of 3 replicas are ready") };

        world.Pass(TimeSpan.FromSeconds(60));

        Assert.Equal([0m], world.Weights);
        Assert.Equal(TargetOrder.RunCanary, world.Last!.Target);
        Assert.Contains("0 of 3", world.State.Reason);
        world.Target = world.Target with { Canary = Readiness.Ready };
        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void A_canary_that_is_not_ready_in_time_fails_without_any_weight()
    {
        var spec = Given.Spec() with { ProgressDeadline = TimeSpan.FromMinutes(2) };
        var world = new World(spec).Started();
        world.Target = world.Target with { Canary = new Readiness(false, true, "image cannot be pulled") };

        var took = world.Until(Phase.Failed);

        Assert.InRange(took, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2.1));
        Assert.Equal([0m], world.Weights);
        Assert.Contains("image cannot be pulled", world.State.Reason);
    }

    [Fact]
    public void A_canary_that_never_will_be_ready_is_not_waited_for()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);

        world.Target = world.Target with { Canary = new Readiness(false, false, "its Deployment passed its deadline") };
        world.Tick(waits: true);

        Assert.Equal((Phase.Failed, 0m), (world.State.Phase, world.State.Traffic.CanaryPercent));
    }

    [Fact]
    public void A_canary_that_is_not_ready_for_a_while_stands_where_it_is()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);

        world.Target = world.Target with { Canary = new Readiness(false, true, "2 of 3 replicas are ready") };
        world.Pass(TimeSpan.FromMinutes(2));

        Assert.Equal(20, world.State.Traffic.CanaryPercent);
        world.Target = world.Target with { Canary = Readiness.Ready };
        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void A_primary_that_is_not_ready_holds_no_run_back()
    {
        var world = new World(Given.Spec()).Started();
        world.Target = world.Target with { Primary = new Readiness(false, true, "crashing") };

        world.Until(one => one.State.Traffic.CanaryPercent == 50);
    }

    [Fact]
    public void A_target_back_at_stable_after_a_failure_is_not_analysed()
    {
        var world = new World(Given.Spec()) { CanaryErrors = 0.2 }.Started();
        world.Until(Phase.Failed);

        world.Deploy("v1");
        world.Pass(TimeSpan.FromMinutes(2));

        Assert.Equal((Phase.Initialized, 1L, "v1"), (world.State.Phase, world.State.Run, world.State.Revision));
        Assert.Equal([0, 10, 0], world.Weights);
    }

    [Fact]
    public void A_version_that_failed_is_not_tried_again_by_itself()
    {
        var world = new World(Given.Spec()) { CanaryErrors = 0.2 }.Started();
        world.Until(Phase.Failed);

        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal((Phase.Failed, 1L), (world.State.Phase, world.State.Run));
    }

    [Fact]
    public void Retry_begins_a_new_run_of_the_version_that_failed_from_nothing()
    {
        var world = new World(Given.Spec()) { CanaryErrors = 0.2 }.Started();
        world.Until(Phase.Failed);
        world.CanaryErrors = 0;

        Assert.True(world.Do(CommandVerb.Retry).IsAccepted);
        world.Until(Phase.Succeeded);

        Assert.Equal((2L, "v2"), (world.State.Run, world.State.StableRevision));
        Assert.Equal([0, 10, 0, 10, 20, 30, 40, 50, 0], world.Weights);
    }

    [Fact]
    public void A_newer_version_takes_the_weight_to_zero_first_and_begins_anew_against_the_same_stable()
    {
        var world = new World(
            Given.Hooked((HookKind.Rollout, "load")) with
            {
                Analysis = Given.Hooked((HookKind.Rollout, "load")).Analysis with { Threshold = 5 },
            }
        ).Started();
        world.Hooks["load"] = false;
        world.Until(one => one.State.FailedChecks == 2);
        world.Hooks["load"] = true;
        world.Until(one => one.State.Traffic.CanaryPercent == 30);

        world.Deploy("v3");
        world.Tick();

        Assert.Equal(0, world.State.Traffic.CanaryPercent);
        Assert.Equal(RunResult.Superseded, world.State.Result);
        world.Tick();
        Assert.Equal(
            ("v3", "v1", 2L, 0),
            (world.State.Revision, world.State.StableRevision, world.State.Run, world.State.FailedChecks)
        );
        Assert.Equal(0, world.State.Canary.Requests);
        Assert.Empty(world.State.Metrics);
        world.Until(Phase.Succeeded);
        Assert.Equal("v3", world.State.StableRevision);
    }

    [Fact]
    public void Back_to_stable_in_the_middle_of_a_run_ends_it()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 30);

        world.Deploy("v1");
        world.Tick();

        Assert.Equal((Phase.Failed, 0m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        world.Until(Phase.Initialized);
        Assert.Equal(1, world.State.Run);
    }

    [Fact]
    public void A_version_that_is_not_known_decides_nothing()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);
        var run = world.State.Run;

        world.Target = world.Target with { Unknown = "the API server does not answer", Revision = "" };
        world.Pass(TimeSpan.FromMinutes(5));

        Assert.Equal((20m, run), (world.State.Traffic.CanaryPercent, world.State.Run));
        Assert.Contains("does not answer", world.State.Reason);
        world.Target = world.Target with { Unknown = null, Revision = "v2" };
        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void While_the_workload_is_unknown_a_bad_canary_is_rolled_back_all_the_same()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);

        world.Target = world.Target with { Unknown = "the API server does not answer" };
        world.CanaryErrors = 0.2;

        world.Until(Phase.Failed);
    }

    [Fact]
    public void Going_back_to_a_version_promoted_before_needs_no_steps_and_no_checks()
    {
        var world = new World(Given.Spec() with { RollbackRevisions = 2 }).Started();
        world.Until(Phase.Succeeded);
        world.Weights.Clear();

        world.Target = world.Target with { Canary = new Readiness(false, true, "starting") };
        world.Deploy("v1");
        world.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(Phase.Progressing, world.State.Phase);
        world.Target = world.Target with { Canary = Readiness.Ready };
        world.Until(one => one.State is { Phase: Phase.Succeeded, Run: 2 });

        Assert.Equal("v1", world.State.StableRevision);
        Assert.Equal([0m], world.Weights);
    }

    [Fact]
    public void Outside_the_window_going_back_is_a_run_like_any_other()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(Phase.Succeeded);

        world.Deploy("v1");
        world.Until(one => one.State is { Phase: Phase.Succeeded, Run: 2 });

        Assert.Contains(30m, world.Weights.Skip(8));
    }

    [Fact]
    public void A_rollout_that_is_removed_goes_to_stable_and_is_as_it_was_before()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 30);

        world.Target = world.Target with { IsRemoved = true };
        world.Tick();

        Assert.Equal(
            (Phase.Terminating, 0m, TargetOrder.Revert),
            (world.State.Phase, world.State.Traffic.CanaryPercent, world.Last!.Target)
        );
        world.Until(Phase.Terminated);
    }

    [Fact]
    public void Generations_of_edges_that_are_ahead_of_a_lost_state_are_passed()
    {
        var world = new World(Given.Spec()) { GenerationSeen = 70 };

        world.Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        Assert.True(world.State.Traffic.Generation > 70);
    }
}
