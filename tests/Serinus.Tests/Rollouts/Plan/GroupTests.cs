using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

public sealed class GroupTests
{
    [Fact]
    public void A_weight_rises_only_once_members_ahead_stand_as_high()
    {
        var (front, back) = Pair();

        Together(
            front,
            back,
            () => front.State.Phase == Phase.Succeeded && back.State.Phase == Phase.Succeeded,
            () =>
            {
                if (back.State.Phase == Phase.Progressing)
                    Assert.True(front.State.Traffic.CanaryPercent <= back.State.Traffic.CanaryPercent);
            }
        );
    }

    [Fact]
    public void Nobody_is_promoted_before_all_are_through_their_steps()
    {
        var (front, back) = Pair();

        Together(
            front,
            back,
            () => front.State.Phase == Phase.Succeeded,
            () =>
            {
                if (back.State.Phase is Phase.Promoting)
                    Assert.True(front.State.Phase is not Phase.Progressing);
            }
        );
    }

    [Fact]
    public void A_member_that_is_rolled_back_takes_the_others_with_it()
    {
        var (front, back) = Pair();
        Together(front, back, () => front.State.Traffic.CanaryPercent == 20, () => { });

        back.CanaryErrors = 0.3;
        Together(front, back, () => back.State.Phase == Phase.Failed, () => { });
        Together(front, back, () => front.State.Phase == Phase.Failed, () => { });

        Assert.Equal(0, front.State.Traffic.CanaryPercent);
        Assert.Contains("back", front.State.Reason);
    }

    [Fact]
    public void A_group_that_holds_stands_still_when_a_member_is_rolled_back()
    {
        var (front, back) = Pair(together: false);
        Together(front, back, () => front.State.Traffic.CanaryPercent == 20, () => { });

        back.CanaryErrors = 0.3;
        Together(front, back, () => front.State.Paused is not null, () => { });
        front.Group = [Member(back)];
        front.Do(CommandVerb.Resume);

        Assert.Null(front.State.Paused);
        front.Until(Phase.Succeeded);
    }

    [Fact]
    public void Members_of_one_order_go_in_step()
    {
        var (front, back) = Pair(orderOfFront: 0);

        Together(
            front,
            back,
            () => front.State.Phase == Phase.Succeeded && back.State.Phase == Phase.Succeeded,
            () =>
            {
                if (front.State.Phase == Phase.Progressing && back.State.Phase == Phase.Progressing)
                    Assert.InRange(front.State.Traffic.CanaryPercent - back.State.Traffic.CanaryPercent, -10, 10);
            }
        );
    }

    private static (World Front, World Back) Pair(bool together = true, int orderOfFront = 1)
    {
        var spec = Given.Spec();
        var front = new World(
            spec with
            {
                Name = "front",
                Group = new ReleaseGroupSpec
                {
                    Name = "shop",
                    Order = orderOfFront,
                    RollBackTogether = together,
                },
                Analysis = spec.Analysis with { Interval = TimeSpan.FromSeconds(5) },
            }
        );
        var back = new World(
            spec with
            {
                Name = "back",
                Group = new ReleaseGroupSpec
                {
                    Name = "shop",
                    Order = 0,
                    RollBackTogether = together,
                },
            }
        );
        front.Started();
        back.Started();
        return (front, back);
    }

    private static void Together(World front, World back, Func<bool> holds, Action check)
    {
        for (var second = 0; !holds(); second++)
        {
            Assert.True(second < 3600, $"front: {front.State.Reason}; back: {back.State.Reason}");
            front.Group = [Member(back)];
            front.Pass(TimeSpan.FromSeconds(1));
            check();
            back.Group = [Member(front)];
            back.Pass(TimeSpan.FromSeconds(1));
            check();
        }
    }

    private static GroupMember Member(World world) =>
        new(
            world.Spec.Name,
            world.Spec.Group!.Order,
            world.State.Phase,
            world.State.Traffic.CanaryPercent,
            world.State.Run,
            world.State.EndedAt
        );
}
