using Serinus.Rollouts.Checks;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Checks;

public class HookCheckTests
{
    /// <summary>Answers are told apart by name: a step's yes must not be taken for that of a rollback hook.</summary>
    [Fact]
    public void A_steps_webhook_may_not_have_the_name_of_another_hook()
    {
        var problem = Assert.Single(
            SpecCheck.Problems(
                Spec(Hook("stop", HookKind.Rollback), new StepSpec.Webhook(Hook("stop", HookKind.Rollout)))
            )
        );

        Assert.Equal("steps[1].webhook.name", problem.Field);
        Assert.Contains("another webhook named", problem.Message);
    }

    [Fact]
    public void The_same_service_may_be_asked_at_several_steps() =>
        Assert.Empty(
            SpecCheck.Problems(
                Spec(
                    Hook("stop", HookKind.Rollback),
                    new StepSpec.Webhook(Hook("test", HookKind.Rollout)),
                    new StepSpec.Webhook(Hook("test", HookKind.Rollout))
                )
            )
        );

    /// <summary>As Flagger lets them, whose own examples have several of a name.</summary>
    [Fact]
    public void Hooks_of_one_name_are_told_apart_by_a_number()
    {
        var analysis = new AnalysisSpec
        {
            Hooks =
            [
                Hook("load", HookKind.Rollout),
                Hook("load (2)", HookKind.Rollout),
                Hook("load", HookKind.Rollback),
                Hook("load", HookKind.PreRollout),
            ],
        };

        Assert.Equal(["load", "load (2)", "load (3)", "load (4)"], analysis.Hooks.Select(hook => hook.Name));
        Assert.Empty(
            SpecCheck.Problems(
                Spec(Hook("x", HookKind.Rollback)) with
                {
                    Analysis = analysis with { StepWeight = 10, MaxWeight = 50 },
                }
            )
        );
    }

    private static RolloutSpec Spec(HookSpec hook, params StepSpec[] steps) =>
        new()
        {
            Name = "shop",
            Stable = "a",
            Canary = "b",
            Analysis = new AnalysisSpec { Steps = [new StepSpec.SetWeight(10), .. steps], Hooks = [hook] },
        };

    private static HookSpec Hook(string name, HookKind kind) =>
        new()
        {
            Name = name,
            Kind = kind,
            Url = "http://hooks/" + name,
        };
}
