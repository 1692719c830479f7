using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

public sealed class GateTests
{
    [Fact]
    public void A_gate_before_the_run_waits_at_zero_with_one_news_and_no_replicas()
    {
        var world = new World(Given.Hooked((HookKind.ConfirmRollout, "gate")));
        world.Hooks["gate"] = false;
        world.Started();

        world.Pass(TimeSpan.FromMinutes(3));

        Assert.Equal((Phase.Waiting, 0m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        Assert.Single(world.News, news => news.Kind == NewsKind.Waiting);
        Assert.DoesNotContain(world.Orders, one => one.Order == TargetOrder.RunCanary);
        Assert.InRange(world.Called.Count, 15, 20);
        world.Hooks["gate"] = true;
        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void A_gate_before_each_rise_keeps_the_weight_and_repeats_no_hook_before_the_first()
    {
        var world = new World(Given.Hooked((HookKind.PreRollout, "smoke"), (HookKind.ConfirmTrafficIncrease, "gate")));
        world.Hooks["gate"] = false;
        world.Started();

        world.Pass(TimeSpan.FromMinutes(3));

        Assert.Equal((Phase.Progressing, 0m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        Assert.Single(world.Called, "smoke");
        world.Hooks["gate"] = true;
        world.Until(one => one.State.Traffic.CanaryPercent == 20);
        world.Hooks["gate"] = false;
        world.Pass(TimeSpan.FromMinutes(3));
        Assert.Equal(20, world.State.Traffic.CanaryPercent);
        world.Hooks["gate"] = true;
        world.Until(Phase.Succeeded);
        Assert.Single(world.Called, "smoke");
        Assert.Equal([0, 10, 20, 30, 40, 50, 0], world.Weights);
    }

    [Fact]
    public void A_gate_before_promotion_waits_at_the_same_weight_while_checks_go_on()
    {
        var world = new World(Given.Hooked((HookKind.ConfirmPromotion, "gate"), (HookKind.Rollout, "load")));
        world.Hooks["gate"] = false;
        world.Started();
        world.Until(Phase.WaitingPromotion);
        var calls = world.Called.Count(name => name == "load");

        world.Pass(TimeSpan.FromMinutes(2));

        Assert.Equal((Phase.WaitingPromotion, 50m), (world.State.Phase, world.State.Traffic.CanaryPercent));
        Assert.InRange(world.Called.Count(name => name == "load") - calls, 10, 13);
        world.Hooks["gate"] = true;
        world.Until(Phase.Succeeded);
    }

    [Fact]
    public void A_check_that_fails_while_promotion_waits_rolls_back()
    {
        var world = new World(Given.Hooked((HookKind.ConfirmPromotion, "gate"), (HookKind.Rollout, "load")));
        world.Hooks["gate"] = false;
        world.Started();
        world.Until(Phase.WaitingPromotion);

        world.Hooks["load"] = false;
        world.Until(Phase.Failed);

        Assert.Equal(0, world.State.Traffic.CanaryPercent);
    }

    [Fact]
    public void Harm_that_is_proven_while_promotion_waits_rolls_back()
    {
        var world = new World(Given.Hooked((HookKind.ConfirmPromotion, "gate")));
        world.Hooks["gate"] = false;
        world.Started();
        world.Until(Phase.WaitingPromotion);

        world.CanaryErrors = 0.05;

        Assert.InRange(world.Until(Phase.Failed), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(HookKind.ConfirmRollout, Phase.Waiting)]
    [InlineData(HookKind.ConfirmTrafficIncrease, Phase.Progressing)]
    [InlineData(HookKind.ConfirmPromotion, Phase.WaitingPromotion)]
    public void A_hook_for_rollback_rolls_back_wherever_the_run_waits(HookKind kind, Phase phase)
    {
        var world = new World(Given.Hooked((kind, "gate"), (HookKind.Rollback, "back")));
        (world.Hooks["gate"], world.Hooks["back"]) = (false, false);
        world.Started();
        world.Until(phase);
        world.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(phase, world.State.Phase);

        world.Hooks["back"] = true;
        var took = world.Until(Phase.Failed);

        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(11));
        Assert.Equal(0, world.State.Traffic.CanaryPercent);
        Assert.Contains("back", world.State.Reason);
    }

    [Fact]
    public void A_hook_before_the_first_weight_that_fails_as_often_as_the_threshold_rolls_back()
    {
        var spec = Given.Hooked((HookKind.PreRollout, "smoke"));
        var world = new World(spec with { Analysis = spec.Analysis with { Threshold = 3 } });
        world.Hooks["smoke"] = false;
        world.Started();

        var took = world.Until(Phase.Failed);

        Assert.Equal(3, world.Called.Count(name => name == "smoke"));
        Assert.InRange(took, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(25));
        Assert.Equal([0m], world.Weights);
        Assert.Contains(world.News, news => news is { Kind: NewsKind.RolledBack, Severity: NewsSeverity.Error });
    }

    [Fact]
    public void Hooks_after_the_run_are_called_once_whatever_the_end()
    {
        var world = new World(Given.Hooked((HookKind.PostRollout, "bye")));
        world.Started();
        world.Until(Phase.Succeeded);
        world.Pass(TimeSpan.FromSeconds(20));
        Assert.Single(world.Called, "bye");

        world.CanaryErrors = 0.3;
        world.Deploy("v3");
        world.Until(one => one.State is { Run: 2, Phase: Phase.Failed });
        world.Pass(TimeSpan.FromSeconds(20));

        Assert.Equal(2, world.Called.Count(name => name == "bye"));
    }

    [Fact]
    public void A_hook_after_the_run_that_fails_is_said_and_changes_nothing()
    {
        var world = new World(Given.Hooked((HookKind.PostRollout, "bye")));
        world.Hooks["bye"] = false;
        world.Started();

        world.Until(Phase.Succeeded);
        world.Pass(TimeSpan.FromSeconds(20));

        Assert.Equal(Phase.Succeeded, world.State.Phase);
        Assert.Single(world.News, news => news.Kind == NewsKind.HookFailed);
    }

    [Fact]
    public void Runs_begin_and_weights_rise_only_while_a_window_is_open()
    {
        var spec = Given.Spec(Given.StepWeight(10, 50) with { Interval = TimeSpan.FromMinutes(10) }) with
        {
            DeployWindows =
            [
                new DeployWindowSpec
                {
                    Days = [DayOfWeek.Monday],
                    From = new TimeOnly(12, 0),
                    To = new TimeOnly(12, 25),
                    UtcOffset = TimeSpan.FromHours(1),
                },
            ],
        };
        var world = new World(spec).Started();

        var took = world.Until(one => one.State.Traffic.CanaryPercent == 10, minutesMax: 120);

        Assert.Equal(new TimeSpan(11, 0, 0), world.Now.TimeOfDay);
        Assert.InRange(took, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        world.Pass(TimeSpan.FromHours(2));
        Assert.Equal(30, world.State.Traffic.CanaryPercent);
        Assert.Contains("2026-01-12 11:00", world.State.Reason);
    }

    [Fact]
    public void Somebody_who_promotes_lets_it_pass_without_a_window()
    {
        var spec = Given.Spec() with
        {
            DeployWindows = [new DeployWindowSpec { From = new TimeOnly(3, 0), To = new TimeOnly(4, 0) }],
        };
        var world = new World(spec).Started();
        world.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(Phase.Waiting, world.State.Phase);

        Assert.True(world.Do(CommandVerb.Promote).IsAccepted);

        world.Until(one => one.State.Traffic.CanaryPercent == 10);
        world.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(10, world.State.Traffic.CanaryPercent);
    }

    [Fact]
    public void A_promotion_waits_for_a_window_as_well()
    {
        var spec = Given.Spec() with
        {
            DeployWindows = [new DeployWindowSpec { From = new TimeOnly(9, 0), To = new TimeOnly(10, 0, 45) }],
        };
        var world = new World(spec).Started();

        world.Pass(TimeSpan.FromMinutes(10));

        Assert.Equal((Phase.WaitingPromotion, 50m), (world.State.Phase, world.State.Traffic.CanaryPercent));
    }

    [Theory]
    [InlineData("22:00", "06:00", "23:30", true)]
    [InlineData("22:00", "06:00", "05:59", true)]
    [InlineData("22:00", "06:00", "06:00", false)]
    [InlineData("22:00", "06:00", "12:00", false)]
    [InlineData("09:00", "17:00", "09:00", true)]
    [InlineData("09:00", "17:00", "17:00", false)]
    public void A_window_may_go_over_midnight(string from, string to, string time, bool isOpen)
    {
        var spec = Given.Spec() with
        {
            DeployWindows = [new DeployWindowSpec { From = TimeOnly.Parse(from), To = TimeOnly.Parse(to) }],
        };

        Assert.Equal(!isOpen, DeployWindows.AreClosed(spec, World.Begin.Date + TimeOnly.Parse(time).ToTimeSpan()));
    }

    [Fact]
    public void The_morning_of_a_window_over_midnight_belongs_to_the_day_it_opened()
    {
        var spec = Given.Spec() with
        {
            DeployWindows =
            [
                new DeployWindowSpec
                {
                    Days = [DayOfWeek.Friday],
                    From = new TimeOnly(22, 0),
                    To = new TimeOnly(6, 0),
                },
            ],
        };
        var saturday = new DateTimeOffset(2026, 1, 10, 5, 0, 0, TimeSpan.Zero);

        Assert.False(DeployWindows.AreClosed(spec, saturday));
        Assert.True(DeployWindows.AreClosed(spec, saturday.AddDays(-1)));
        Assert.Equal(saturday.AddDays(6).AddHours(17), DeployWindows.NextOpening(spec, saturday.AddHours(4)));
    }
}
