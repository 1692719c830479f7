using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

public sealed class CommandTests
{
    private static readonly StepSpec.Pause ForEver = new((TimeSpan?)null);

    [Fact]
    public void A_pause_without_end_waits_for_somebody_who_promotes()
    {
        var world = new World(Given.Steps(new StepSpec.SetWeight(20), ForEver, new StepSpec.SetWeight(40))).Started();

        world.Pass(TimeSpan.FromHours(1));

        Assert.Equal((Phase.Progressing, 20m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        Assert.NotNull(world.State.Paused);
        Assert.True(world.Do(CommandVerb.Promote).IsAccepted);
        world.Until(Phase.Succeeded);
        Assert.Equal([0, 20, 40, 0], world.Weights);
    }

    [Fact]
    public void Promote_full_at_a_pause_promotes_without_further_checks()
    {
        var world = new World(
            Given.Steps(new StepSpec.SetWeight(20), ForEver, new StepSpec.SetWeight(40), new StepSpec.Analysis([]))
        ).Started();
        world.Until(one => one.State.Paused is not null);

        Assert.True(world.Do(CommandVerb.PromoteFull).IsAccepted);
        world.Until(Phase.Succeeded);

        Assert.Equal([0, 20, 0], world.Weights);
        Assert.Equal("v2", world.State.StableRevision);
    }

    [Fact]
    public void Promote_full_does_not_wait_for_a_gate()
    {
        var world = new World(Given.Hooked((HookKind.ConfirmRollout, "gate"), (HookKind.ConfirmPromotion, "other")));
        (world.Hooks["gate"], world.Hooks["other"]) = (false, false);
        world.Started();
        world.Pass(TimeSpan.FromSeconds(30));
        Assert.False(world.Do(CommandVerb.Promote).IsAccepted);

        Assert.True(world.Do(CommandVerb.PromoteFull).IsAccepted);

        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void A_pause_of_some_time_goes_on_by_itself_and_does_not_count_for_the_deadline()
    {
        var spec = Given.Steps(new StepSpec.SetWeight(20), new StepSpec.Pause(TimeSpan.FromSeconds(30))) with
        {
            ProgressDeadline = TimeSpan.FromSeconds(5),
        };
        var world = new World(spec).Started();
        world.Until(one => one.State.Step == 1);
        world.Target = world.Target with { Canary = new Readiness(false, true, "restarting") };
        world.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(Phase.Progressing, world.State.Phase);
        world.Target = world.Target with { Canary = Readiness.Ready };

        var took = world.Until(Phase.Succeeded);

        Assert.InRange(took, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void Who_pauses_stops_the_steps_and_not_the_watch()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);

        Assert.True(world.Do(CommandVerb.Pause).IsAccepted);
        world.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(20, world.State.Traffic.CanaryPercent);
        Assert.False(world.Do(CommandVerb.Pause).IsAccepted);

        world.CanaryErrors = 0.1;
        Assert.InRange(world.Until(Phase.Failed), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Who_resumes_gives_the_interval_what_was_left_of_it()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);
        world.Pass(TimeSpan.FromSeconds(4));
        world.Do(CommandVerb.Pause);
        world.Pass(TimeSpan.FromMinutes(10));

        Assert.True(world.Do(CommandVerb.Resume).IsAccepted);
        var took = world.Until(one => one.State.Traffic.CanaryPercent == 30);

        Assert.InRange(took, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void Time_that_is_paused_does_not_count_for_the_deadline()
    {
        var world = new World(Given.Spec() with { ProgressDeadline = TimeSpan.FromMinutes(1) }).Started();
        world.Target = world.Target with { Canary = new Readiness(false, true, "starting") };
        world.Pass(TimeSpan.FromSeconds(30));
        world.Do(CommandVerb.Pause);
        world.Pass(TimeSpan.FromHours(1));
        world.Do(CommandVerb.Resume);

        world.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(Phase.Progressing, world.State.Phase);

        Assert.InRange(world.Until(Phase.Failed), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void Suspended_everything_stands_still_and_goes_on_at_the_same_weight()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);
        var step = world.State.Step;

        world.Spec = world.Spec with { Suspend = true };
        world.CanaryErrors = 0.1;
        world.Pass(TimeSpan.FromMinutes(30));
        Assert.Equal(
            (Phase.Progressing, 20m, step),
            (world.State.Phase, world.State.Traffic.CanaryPercent, world.State.Step)
        );
        Assert.False(world.Do(CommandVerb.Promote).IsAccepted);

        world.CanaryErrors = 0;
        world.Spec = world.Spec with { Suspend = false };
        world.Until(Phase.Succeeded);
        Assert.Equal([0, 10, 20, 30, 40, 50, 0], world.Weights);
    }

    [Fact]
    public void What_is_suspended_can_be_aborted()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);
        world.Spec = world.Spec with { Suspend = true };

        Assert.True(world.Do(CommandVerb.Abort).IsAccepted);

        Assert.Equal((Phase.Failed, 0m), (world.State.Phase, world.State.Traffic.CanaryPercent));
    }

    [Fact]
    public void A_canary_is_taken_down_only_when_no_edge_sends_it_anything()
    {
        var world = new World(Given.Spec()) { EdgeCount = 3 }.Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 20);

        world.EdgesBehind = 1;
        world.Do(CommandVerb.Abort);
        world.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(TargetOrder.Keep, world.Last!.Target);

        world.EdgesBehind = 0;
        world.Tick();
        Assert.Equal(TargetOrder.TakeDownCanary, world.Last!.Target);
    }

    [Fact]
    public void Promote_in_the_middle_of_an_interval_goes_on_to_the_next_step()
    {
        var world = new World(Given.Spec(Given.StepWeight(10, 50) with { Interval = TimeSpan.FromHours(1) })).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        world.Do(CommandVerb.Promote);

        Assert.InRange(
            world.Until(one => one.State.Traffic.CanaryPercent == 20),
            TimeSpan.Zero,
            TimeSpan.FromSeconds(1)
        );
    }

    [Fact]
    public void A_command_that_comes_twice_is_carried_out_once()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        world.Do(CommandVerb.Promote, id: "same");
        world.Until(one => one.State.Traffic.CanaryPercent == 20);
        var again = world.Do(CommandVerb.Promote, id: "same");

        Assert.Equal((true, "was carried out before"), (again.IsAccepted, again.Text));
        Assert.Equal(20, world.State.Traffic.CanaryPercent);
        Assert.False(world.State.IsStepDone);
    }

    [Fact]
    public void A_command_that_was_refused_and_comes_again_is_asked_anew()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);
        Assert.False(world.Do(CommandVerb.Resume, id: "same").IsAccepted);

        Assert.False(world.Do(CommandVerb.Resume, id: "same").IsAccepted);
        world.Do(CommandVerb.Pause);
        Assert.True(world.Do(CommandVerb.Resume, id: "same").IsAccepted);
    }

    [Fact]
    public void Ids_of_commands_are_remembered_up_to_a_limit()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        for (var i = 0; i < 200; i++)
            Assert.True(world.Do(i % 2 == 0 ? CommandVerb.Pause : CommandVerb.Resume, id: "c" + i).IsAccepted);

        Assert.Equal(64, world.State.CommandsDone.Length);
        Assert.Equal("c199", world.State.CommandsDone[^1]);
    }

    [Theory]
    [InlineData(CommandVerb.Promote, "nothing runs")]
    [InlineData(CommandVerb.PromoteFull, "nothing runs")]
    [InlineData(CommandVerb.Pause, "nothing runs")]
    [InlineData(CommandVerb.Resume, "nothing runs")]
    [InlineData(CommandVerb.Abort, "nothing runs")]
    [InlineData(CommandVerb.Retry, "did not fail")]
    [InlineData(CommandVerb.Undo, "no version was promoted before")]
    public void A_command_that_makes_no_sense_is_refused_with_the_reason(CommandVerb verb, string reason)
    {
        var world = new World(Given.Spec());
        world.Pass(TimeSpan.FromSeconds(2));
        var before = world.State;

        var outcome = world.Do(verb);

        Assert.False(outcome.IsAccepted);
        Assert.Contains(reason, outcome.Text);
        Assert.Equal(before.Reason, world.State.Reason);
        Assert.Equal(before.NewsNumber, world.State.NewsNumber);
    }

    [Fact]
    public void An_approval_is_given_by_promoting()
    {
        var world = new World(
            Given.Steps(
                new StepSpec.SetWeight(5),
                new StepSpec.Approval(null, TimeoutAction.Pause),
                new StepSpec.SetWeight(50)
            )
        ).Started();
        world.Pass(TimeSpan.FromHours(1));
        Assert.Equal(5, world.State.Traffic.CanaryPercent);
        Assert.Single(world.News, news => news.Kind == NewsKind.ApprovalWanted);

        world.Do(CommandVerb.Promote);

        world.Until(Phase.Succeeded);
    }

    [Theory]
    [InlineData(TimeoutAction.Rollback, Phase.Failed)]
    [InlineData(TimeoutAction.Continue, Phase.Succeeded)]
    public void An_approval_nobody_gives_in_time_does_what_was_asked_for(TimeoutAction action, Phase phase)
    {
        var world = new World(
            Given.Steps(new StepSpec.SetWeight(5), new StepSpec.Approval(TimeSpan.FromMinutes(30), action))
        ).Started();

        var took = world.Until(phase);

        Assert.InRange(took, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(31));
    }

    [Fact]
    public void An_approval_nobody_gives_in_time_stands_still_where_that_was_asked_for()
    {
        var world = new World(
            Given.Steps(new StepSpec.SetWeight(5), new StepSpec.Approval(TimeSpan.FromMinutes(30), TimeoutAction.Pause))
        ).Started();

        world.Pass(TimeSpan.FromHours(3));

        Assert.Contains("nobody approved", world.State.Paused);
        world.Do(CommandVerb.Promote);
        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void Every_command_that_was_carried_out_is_in_the_timeline_with_who_asked()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(one => one.State.Traffic.CanaryPercent == 10);

        world.Do(CommandVerb.Pause);
        world.Do(CommandVerb.Resume);
        world.Do(CommandVerb.Promote);
        world.Do(CommandVerb.Abort);

        Assert.Equal(
            [NewsKind.Paused, NewsKind.Resumed, NewsKind.CommandDone, NewsKind.RolledBack],
            world.State.Timeline.Where(entry => entry.Actor == "ana").Select(entry => entry.Kind)
        );
    }
}
