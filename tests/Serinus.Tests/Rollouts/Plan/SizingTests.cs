using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

/// <summary>Pods come before the requests they are for, and go after them.</summary>
public class SizingTests
{
    private static readonly Readiness made = new(false, true, "2 of 6 pods are ready");

    [Fact]
    public void A_higher_weight_waits_for_its_pods_where_they_follow_it()
    {
        var world = new World(ByWeight(20, 60)).Started();
        Assert.Equal(20, world.State.SizedFor!.CanaryPercent);
        world.Until(one => one.State.SizedFor is { CanaryPercent: 60 });
        Assert.Equal((20m, TargetOrder.RunCanary), (world.State.Traffic.CanaryPercent, world.Last!.Target));

        world.Target = world.Target with { Canary = made };
        world.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(20, world.State.Traffic.CanaryPercent);
        Assert.Contains("2 of 6", world.State.Reason);

        world.Target = world.Target with { Canary = Readiness.Ready };
        world.Until(one => one.State.Traffic.CanaryPercent == 60);
        Assert.Null(world.State.SizedFor);
    }

    [Fact]
    public void Pods_of_a_lower_weight_go_when_every_edge_has_it()
    {
        var world = new World(
            Given.Steps(
                new StepSpec.SetWeight(60),
                new StepSpec.Pause(Times(30)),
                new StepSpec.SetWeight(20),
                new StepSpec.Pause(null)
            ) with
            {
                Scaling = new ScalingSpec { ByWeight = true },
            }
        ).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 60);
        world.EdgesBehind = 1;
        world.Until(one => one.State.Traffic.CanaryPercent == 20, minutesMax: 1);
        Assert.Equal(60, world.State.SizedFor!.CanaryPercent);

        world.EdgesBehind = 0;
        world.Until(one => one.State.SizedFor is null);
    }

    [Fact]
    public void Who_serves_everybody_from_now_on_has_the_pods_for_it_first()
    {
        var spec = ByWeight(20) with { Promotion = new PromotionSpec { Mode = PromotionMode.Swap } };
        var world = new World(spec).Started();
        world.Until(Phase.Promoting);
        Assert.Equal(100, world.State.SizedFor!.CanaryPercent);
        Assert.Equal(TargetOrder.RunCanary, world.Last!.Target);

        world.Target = world.Target with { Canary = made };
        world.Pass(TimeSpan.FromSeconds(30));
        Assert.False(world.State.IsSwapped);

        world.Target = world.Target with { Canary = Readiness.Ready };
        world.Until(one => one.State.IsSwapped);
    }

    [Fact]
    public void Pods_of_a_version_that_was_taken_back_stay_as_long_as_was_asked_for()
    {
        var world = Aborted(Given.Spec() with { Scaling = new ScalingSpec { KeepAfterRollback = Times(30) } });
        world.Pass(TimeSpan.FromSeconds(28));
        Assert.False(world.State.IsDrained);
        world.Until(one => one.State.IsDrained, minutesMax: 0.1);
        Assert.Equal(TargetOrder.TakeDownCanary, world.Last!.Target);
    }

    [Fact]
    public void Pods_that_stay_for_good_go_when_what_was_there_before_is_asked_for()
    {
        var world = Aborted(Given.Spec() with { Scaling = new ScalingSpec { KeepAfterRollback = null } });
        world.Pass(TimeSpan.FromHours(3));
        Assert.Equal((Phase.Failed, false), (world.State.Phase, world.State.IsDrained));

        world.Deploy("v1");
        world.Until(one => one.State.Phase == Phase.Initialized, minutesMax: 1);
    }

    [Fact]
    public void Pods_that_serve_nobody_since_a_promotion_stay_as_long_as_was_asked_for()
    {
        var world = new World(
            Given.Spec() with
            {
                Scaling = new ScalingSpec { KeepAfterPromotion = Times(30) },
            }
        ).Started();
        world.Until(Phase.Succeeded);
        Assert.False(world.Target.IsFinalised);
        world.Pass(TimeSpan.FromSeconds(28));
        Assert.False(world.Target.IsFinalised);
        world.Until(one => one.State.TakeDownAt is null, minutesMax: 0.2);
        Assert.Equal(
            (true, Phase.Succeeded, TargetOrder.Keep),
            (world.Target.IsFinalised, world.State.Phase, world.Last!.Target)
        );
    }

    [Fact]
    public void A_run_that_is_overtaken_is_left_by_every_edge_before_the_next_begins()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);
        world.EdgesBehind = 1;
        world.Deploy("v3");
        world.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal((1L, 0m), (world.State.Run, world.State.Traffic.CanaryPercent));

        world.EdgesBehind = 0;
        world.Until(one => one.State.Run == 2, minutesMax: 0.1);
    }

    [Fact]
    public void A_stable_with_fewer_pods_gets_its_requests_back_as_they_become_ready()
    {
        var world = new World(
            Given.Steps(new StepSpec.SetWeight(75), new StepSpec.Pause(null)) with
            {
                Scaling = new ScalingSpec { DynamicStable = true },
            }
        ).Started();
        world.Until(one => one.State.Paused is not null);
        world.Target = world.Target with { StableCapacity = 25 };
        world.Do(CommandVerb.Abort);
        world.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal((75m, TargetOrder.RunCanary), (world.State.Traffic.CanaryPercent, world.Last!.Target));
        Assert.False(world.Do(CommandVerb.Retry).IsAccepted);
        world.Deploy("v3");
        world.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(1, world.State.Run);

        world.Target = world.Target with { StableCapacity = 60 };
        world.Until(one => one.State.Traffic.CanaryPercent == 40, minutesMax: 0.1);
        world.Target = world.Target with { StableCapacity = 100 };
        world.Until(one => one.State is { Run: 2, Traffic.CanaryPercent: 0 }, minutesMax: 0.2);
    }

    [Fact]
    public void A_stable_that_does_not_get_its_pods_back_is_not_waited_for_for_ever()
    {
        var world = new World(
            Given.Steps(new StepSpec.SetWeight(75), new StepSpec.Pause(null)) with
            {
                Scaling = new ScalingSpec { DynamicStable = true },
            }
        ).Started();
        world.Until(one => one.State.Paused is not null);
        world.Target = world.Target with { StableCapacity = 25 };
        world.Do(CommandVerb.Abort);
        world.Until(one => one.State.Traffic.CanaryPercent == 0, minutesMax: 11);
    }

    [Fact]
    public void Where_a_listed_weight_falls_the_pods_of_stable_come_before_the_requests_they_are_for()
    {
        var world = Falling();
        world.Target = world.Target with { StableCapacity = 25 };
        world.Do(CommandVerb.Promote);

        world.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal((75m, 20m), (world.State.Traffic.CanaryPercent, world.State.StableSizedFor));
        Assert.Contains("stable is given its pods for 80 %", world.State.Reason);
        world.Target = world.Target with { StableCapacity = 79 };
        world.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(75, world.State.Traffic.CanaryPercent);

        world.Target = world.Target with { StableCapacity = 80 };
        world.Until(one => one.State.Traffic.CanaryPercent == 20, minutesMax: 0.1);
        Assert.Null(world.State.StableSizedFor);
    }

    [Fact]
    public void A_fall_of_a_listed_weight_does_not_wait_for_ever_nor_keep_a_bad_canary()
    {
        var slow = Falling();
        slow.Target = slow.Target with { StableCapacity = 25 };
        slow.Do(CommandVerb.Promote);
        slow.Until(one => one.State.Traffic.CanaryPercent == 20, minutesMax: 11);

        var bad = Falling();
        bad.Target = bad.Target with { StableCapacity = 25 };
        bad.Do(CommandVerb.Promote);
        bad.Pass(TimeSpan.FromSeconds(10));
        bad.CanaryErrors = 0.3;
        bad.Until(Phase.Failed);
        Assert.Null(bad.State.StableSizedFor);
    }

    private static World Falling()
    {
        var world = new World(
            Given.Steps(
                new StepSpec.SetWeight(75),
                new StepSpec.Pause(null),
                new StepSpec.SetWeight(20),
                new StepSpec.Pause(null)
            ) with
            {
                Scaling = new ScalingSpec { DynamicStable = true },
            }
        ).Started();
        world.Until(one => one.State.Paused is not null);
        return world;
    }

    private static World Aborted(RolloutSpec spec)
    {
        var world = new World(spec).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);
        world.Do(CommandVerb.Abort);
        return world;
    }

    private static RolloutSpec ByWeight(params decimal[] weights) =>
        Given.Spec(new AnalysisSpec { StepWeights = [.. weights], Interval = Times(10) }) with
        {
            Scaling = new ScalingSpec { ByWeight = true },
        };

    private static TimeSpan Times(int seconds) => TimeSpan.FromSeconds(seconds);
}
