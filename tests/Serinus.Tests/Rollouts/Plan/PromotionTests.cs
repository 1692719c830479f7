using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

public sealed class PromotionTests
{
    [Fact]
    public void Stable_is_made_and_ready_before_its_traffic_comes_back()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 50);
        world.Target = world.Target with { Primary = new Readiness(false, true, "1 of 3 replicas are ready") };

        world.Until(Phase.Promoting);
        world.Pass(TimeSpan.FromMinutes(2));

        Assert.Equal((Phase.Promoting, 50m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        Assert.Contains("1 of 3", world.State.Reason);
        world.Target = world.Target with { Primary = Readiness.Ready };
        world.Until(Phase.Succeeded);
        Assert.Equal(
            [TargetOrder.RunCanary, TargetOrder.Promote, TargetOrder.TakeDownCanary],
            world
                .Orders.Select(one => one.Order)
                .Where(order => order is not (TargetOrder.Keep or TargetOrder.Initialize))
                .Distinct()
        );
    }

    [Fact]
    public void Stable_gets_its_traffic_a_moment_after_it_is_ready_and_not_if_it_is_not_any_more()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State is { Phase: Phase.Promoting, SettledAt: not null });
        world.Target = world.Target with { Primary = new Readiness(false, true, "1 of 3 replicas are ready") };
        world.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal((Phase.Promoting, 50m), (world.State.Phase, world.State.Traffic.CanaryPercent));

        world.Target = world.Target with { Primary = Readiness.Ready };
        var took = world.Until(one => one.State.Traffic.CanaryPercent == 0);

        Assert.InRange(took, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void Where_stable_never_becomes_ready_the_canary_goes_on_serving_and_the_run_fails()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 50);
        world.Target = world.Target with
        {
            Primary = new Readiness(false, false, "its Deployment passed its deadline"),
        };

        world.Until(Phase.Failed);

        Assert.Equal((100m, RunResult.PromotionFailed), (world.State.Traffic.CanaryPercent, world.State.Result));
        Assert.Contains("passed its deadline", world.State.Reason);
        world.Pass(TimeSpan.FromHours(1));
        Assert.Equal((100m, TargetOrder.RunCanary), (world.State.Traffic.CanaryPercent, world.Last!.Target));
        Assert.Equal("v1", world.State.StableRevision);
    }

    [Fact]
    public void A_promotion_that_failed_is_retried_as_a_promotion()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 50);
        world.Target = world.Target with { Primary = new Readiness(false, false, "no quota") };
        world.Until(Phase.Failed);

        world.Target = world.Target with { Primary = Readiness.Ready };
        Assert.True(world.Do(CommandVerb.Retry).IsAccepted);
        world.Until(Phase.Succeeded);

        Assert.Equal(("v2", 1L, 0m), (world.State.StableRevision, world.State.Run, world.State.Traffic.CanaryPercent));
    }

    [Fact]
    public void Traffic_goes_back_to_stable_bit_by_bit_where_that_is_asked_for()
    {
        var analysis = Given.StepWeight(50, 100) with { StepWeightPromotion = 25 };
        var world = new World(Given.Spec(analysis)).Started();

        world.Until(Phase.Succeeded);

        Assert.Equal([0, 50, 100, 75, 50, 25, 0], world.Weights);
    }

    [Fact]
    public void Where_there_is_no_primary_the_canary_serves_everybody_until_the_next_run()
    {
        var world = new World(Given.Spec())
        {
            Target = new TargetView { Revision = "v1", StableRevision = "v1" },
        };
        world.Started();

        world.Until(Phase.Succeeded);
        world.Pass(TimeSpan.FromHours(1));

        Assert.Equal([0, 10, 20, 30, 40, 50, 100], world.Weights);
        world.Deploy("v3");
        world.Tick();
        Assert.Equal(0, world.State.Traffic.CanaryPercent);
        world.Until(one => one.State is { Phase: Phase.Succeeded, StableRevision: "v3" });
    }

    [Fact]
    public void In_a_swap_the_two_change_places_in_one_order()
    {
        var spec = Given.Spec() with { Promotion = new PromotionSpec { Mode = PromotionMode.Swap } };
        var world = new World(spec).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 50);
        var generation = world.State.Traffic.Generation;

        world.Until(one => one.State.IsSwapped);

        Assert.Equal((0m, generation + 1), (world.State.Traffic.CanaryPercent, world.State.Traffic.Generation));
        world.Until(Phase.Succeeded);
        Assert.Equal("v2", world.State.StableRevision);
    }

    [Fact]
    public void A_promoted_version_that_proves_bad_while_it_bakes_goes_back_to_stable_as_it_was()
    {
        var spec = Given.Spec() with { Promotion = new PromotionSpec { Bake = TimeSpan.FromMinutes(30) } };
        var world = new World(spec) { StableErrors = 0.002, CanaryErrors = 0.002 }.Started();
        world.Until(one => one.State.BakeUntil is not null);
        world.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal((Phase.Promoting, 100m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        Assert.DoesNotContain(world.Orders, one => one.Order == TargetOrder.Promote);

        world.CanaryErrors = 0.1;
        var took = world.Until(Phase.Failed);

        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal((0m, "v1"), (world.State.Traffic.CanaryPercent, world.State.StableRevision));
    }

    [Fact]
    public void A_promoted_version_that_proves_slow_while_it_bakes_goes_back()
    {
        var spec = Given.Spec() with { Promotion = new PromotionSpec { Bake = TimeSpan.FromMinutes(30) } };
        var world = new World(spec).Started();
        world.Until(one => one.State.BakeUntil is not null);

        world.CanaryDuration = 500;

        Assert.InRange(world.Until(Phase.Failed), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_promoted_version_that_does_well_bakes_for_its_time_and_becomes_stable()
    {
        var spec = Given.Spec() with { Promotion = new PromotionSpec { Bake = TimeSpan.FromMinutes(30) } };
        var world = new World(spec) { StableErrors = 0.01, CanaryErrors = 0.01 }.Started();
        world.Until(one => one.State.BakeUntil is not null);

        var took = world.Until(Phase.Succeeded);

        Assert.InRange(took, TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(31));
        Assert.Equal([0, 10, 20, 30, 40, 50, 100, 0], world.Weights);
    }

    [Fact]
    public void Skip_analysis_promotes_without_checks_and_only_when_the_canary_is_ready()
    {
        var spec = Given.Hooked(
            (HookKind.PreRollout, "smoke"),
            (HookKind.Rollout, "load"),
            (HookKind.PostRollout, "bye")
        );
        var world = new World(spec with { SkipAnalysis = true }).Started();
        world.Target = world.Target with { Canary = new Readiness(false, true, "starting") };
        world.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(Phase.Progressing, world.State.Phase);

        world.Target = world.Target with { Canary = Readiness.Ready };
        world.Until(Phase.Succeeded);
        world.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal([0m], world.Weights);
        Assert.Equal(["bye"], world.Called);
    }

    [Fact]
    public void Skip_analysis_in_the_middle_of_a_run_promotes()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);

        world.Spec = world.Spec with { SkipAnalysis = true };

        Assert.InRange(world.Until(Phase.Succeeded), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal([0, 10, 20, 0], world.Weights);
    }

    [Fact]
    public void A_newer_version_at_the_end_of_a_promotion_waits_for_nothing_and_has_its_own_run()
    {
        var world = new World(Given.Spec(Given.StepWeight(50, 100) with { StepWeightPromotion = 25 })).Started();
        world.Until(Phase.Finalising);

        world.Deploy("v3");
        world.Tick();

        Assert.Equal(
            (Phase.Succeeded, "v2", 0m),
            (world.State.Phase, world.State.StableRevision, world.State.Traffic.CanaryPercent)
        );
        world.Until(one => one.State is { Phase: Phase.Succeeded, StableRevision: "v3" });
    }

    [Fact]
    public void An_abort_while_stable_is_being_made_is_refused()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 50);
        world.Target = world.Target with { Primary = new Readiness(false, true, "starting") };
        world.Until(Phase.Promoting);

        Assert.False(world.Do(CommandVerb.Abort).IsAccepted);
        Assert.Equal(Phase.Promoting, world.State.Phase);
    }

    [Fact]
    public void Users_are_kept_on_their_version_while_the_run_goes_on()
    {
        var analysis = Given.StepWeight(10, 50) with { SessionAffinity = new SessionAffinitySpec { CookieName = "v" } };
        var world = new World(Given.Spec(analysis)).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);
        Assert.True(world.State.Traffic.KeepsUsers);

        world.Until(Phase.Succeeded);

        Assert.False(world.State.Traffic.KeepsUsers);
    }
}
