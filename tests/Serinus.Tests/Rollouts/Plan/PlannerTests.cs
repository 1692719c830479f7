using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

public sealed class PlannerTests
{
    [Fact]
    public void The_version_seen_first_is_stable_and_not_tried()
    {
        var world = new World(Given.Spec())
        {
            Target = new TargetView { Revision = "v1", HasPrimary = true },
        };

        world.Pass(TimeSpan.FromSeconds(30));

        Assert.Equal((Phase.Initialized, "v1", 0L), (world.State.Phase, world.State.StableRevision, world.State.Run));
        Assert.Equal([0m], world.Weights);
    }

    [Fact]
    public void A_new_version_goes_through_every_weight_an_interval_each_and_becomes_stable()
    {
        var world = new World(Given.Spec()).Started();

        var took = world.Until(Phase.Succeeded);

        Assert.Equal([0, 10, 20, 30, 40, 50, 0], world.Weights);
        Assert.Equal("v2", world.State.StableRevision);
        Assert.InRange(took, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(60));
        Assert.Equal(RunResult.Promoted, world.State.Result);
    }

    [Fact]
    public void A_bad_canary_is_rolled_back_within_seconds_whatever_the_interval()
    {
        var spec = Given.Spec(Given.StepWeight(10, 50) with { Interval = TimeSpan.FromMinutes(5) });
        var world = new World(spec) { CanaryErrors = 0.1 }.Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        var took = world.Until(Phase.Failed);

        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal([0, 10, 0], world.Weights);
        Assert.Contains("request-success-rate", world.State.Reason);
        Assert.Equal("v1", world.State.StableRevision);
    }

    [Fact]
    public void Edges_that_are_about_to_have_an_order_are_looked_at_again_soon_and_others_less_and_less()
    {
        var world = new World(Given.Spec()) { EdgesBehind = 1 }.Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        Assert.Equal(world.Now + TimeSpan.FromMilliseconds(100), world.Last!.LookAgainAt);
        world.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal(world.Now + TimeSpan.FromSeconds(1), world.Last!.LookAgainAt);
    }

    [Fact]
    public void Abort_reaches_zero_in_one_decision()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 30);

        var outcome = world.Do(CommandVerb.Abort);

        Assert.True(outcome.IsAccepted);
        Assert.Equal((Phase.Failed, 0m), (world.State.Phase, world.State.Traffic.CanaryPercent));
    }
}
