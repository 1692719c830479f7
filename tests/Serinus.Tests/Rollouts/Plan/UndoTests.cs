using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

/// <summary>Back to a version promoted before, because somebody asks for it.</summary>
public sealed class UndoTests
{
    [Fact]
    public void Undo_has_the_target_ask_for_the_version_before_and_goes_back_without_steps()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(Phase.Succeeded);
        world.Weights.Clear();

        Assert.True(world.Do(CommandVerb.Undo).IsAccepted);
        world.Until(one => one.State is { Phase: Phase.Succeeded, Run: 2 });

        Assert.Equal(("v1", "v1"), (world.State.StableRevision, world.State.Revision));
        Assert.Contains(world.Orders, one => one.Order == TargetOrder.Undo);
        Assert.Equal([0m], world.Weights);
    }

    [Fact]
    public void Undo_that_the_target_cannot_do_is_given_up_and_said()
    {
        var world = new World(Given.Spec() with { ProgressDeadline = TimeSpan.FromMinutes(1) }).Started();
        world.Until(Phase.Succeeded);
        world.UndoWorks = false;

        world.Do(CommandVerb.Undo);
        world.Until(one => one.State.UndoTo is null);

        Assert.Contains(
            world.News,
            news => news.Kind == NewsKind.Blocked && news.Text.Contains("v1", StringComparison.Ordinal)
        );
        Assert.Equal("v2", world.State.StableRevision);
    }

    [Fact]
    public void Undo_that_the_target_refuses_is_refused_with_its_reason_and_tried_anew_when_asked_again()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(Phase.Succeeded);
        world.UndoWorks = false;
        world.UndoTrouble = "its ConfigMaps hold something else now";

        var outcome = world.Do(CommandVerb.Undo, id: "u");

        Assert.Equal(
            (false, "cannot go back to v1: its ConfigMaps hold something else now"),
            (outcome.IsAccepted, outcome.Text)
        );
        Assert.Null(world.State.UndoTo);
        (world.UndoWorks, world.UndoTrouble) = (true, null);
        Assert.True(world.Do(CommandVerb.Undo, id: "u").IsAccepted);
        Assert.Equal("was carried out before", world.Do(CommandVerb.Undo, id: "u").Text);
    }

    [Fact]
    public void Undo_that_takes_long_is_answered_before_it_is_through()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(Phase.Succeeded);
        world.UndoWorks = false;

        var outcome = world.Do(CommandVerb.Undo);

        Assert.True(outcome.IsAccepted);
        Assert.StartsWith("goes back to v1: waits until the target asks for it", outcome.Text);
        Assert.Equal("v1", world.State.UndoTo);
    }

    [Fact]
    public void Undo_after_which_another_is_wanted_is_refused()
    {
        var world = new World(Given.Spec()).Started();
        world.Until(Phase.Succeeded);
        world.Deploy("v3");
        world.Until(one => one.State is { Phase: Phase.Succeeded, Run: 2 });
        world.UndoWorks = false;
        world.Submit(CommandVerb.Undo, "v1", id: "first");
        world.Tick();

        world.Do(CommandVerb.Undo, "v2", id: "second");

        Assert.Equal((false, "v2 is wanted instead"), Answer(world, "first"));
        Assert.True(Answer(world, "second").IsAccepted);

        static (bool IsAccepted, string Text) Answer(World world, string id) =>
            world.Outcomes.Where(one => one.Id == id).Select(one => (one.IsAccepted, one.Text)).Single();
    }

    [Fact]
    public void Undo_where_there_is_no_primary_gives_everybody_back_at_once()
    {
        var world = new World(Given.Spec())
        {
            Target = new TargetView { Revision = "v1", StableRevision = "v1" },
        };
        world.Started();
        world.Until(Phase.Succeeded);
        Assert.Equal(100, world.State.Traffic.CanaryPercent);

        Assert.True(world.Do(CommandVerb.Undo).IsAccepted);

        Assert.Equal((0m, "v1"), (world.State.Traffic.CanaryPercent, world.State.StableRevision));
    }

    [Theory]
    [InlineData("v1", true)]
    [InlineData("v2", false)]
    [InlineData("v9", false)]
    public void Undo_goes_to_versions_that_were_promoted(string revision, bool isAccepted)
    {
        var world = new World(Given.Spec()).Started();
        world.Until(Phase.Succeeded);

        Assert.Equal(isAccepted, world.Do(CommandVerb.Undo, revision).IsAccepted);
    }
}
