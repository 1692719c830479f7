using System.Collections.Immutable;
using CsCheck;
using Serinus.Rollouts.Checks;
using Serinus.Rollouts.Plan;
using Serinus.Tests.Rollouts.Plan;

namespace Serinus.Tests.Rollouts.Model;

/// <summary>Any rollout, any events, in any order: no law is broken, a restart changes nothing, and there is always a way out.</summary>
public sealed class PlannerModelTests
{
    private const int HappeningsMax = 40;

    [Fact]
    public void What_the_model_asks_for_can_be_carried_out() =>
        ModelSpecs.Any.Sample(spec => Assert.Empty(SpecCheck.Problems(spec)), iter: 200);

    [Fact]
    [Trait("Speed", "slow")]
    public void No_decision_breaks_a_law_and_the_next_version_always_gets_through() =>
        Journey
            .Any(HappeningsMax)
            .Sample(
                journey =>
                {
                    var world = Begin(journey);
                    _ = new Laws(world);
                    Travel(world, journey);
                    Heal(world);
                    End(world);
                },
                iter: 500
            );

    [Fact]
    [Trait("Speed", "slow")]
    public void Whoever_restarts_decides_the_same_as_whoever_did_not() =>
        Journey
            .Any(HappeningsMax)
            .Sample(
                journey =>
                {
                    var (world, other) = (Begin(journey), Begin(journey));
                    other.Between = state => RunStateJson.ReadText(RunStateJson.WriteText(state), out _)!;
                    foreach (var happening in journey.Happenings.Append(journey.Last))
                    {
                        happening.Do(world);
                        happening.Do(other);
                        Assert.Equal(RunStateJson.WriteText(world.State), RunStateJson.WriteText(other.State));
                        Assert.Equal(
                            (world.Last!.Target, world.Last.LookAgainAt),
                            (other.Last!.Target, other.Last.LookAgainAt)
                        );
                        Assert.Equal(world.Outcomes, other.Outcomes);
                        Assert.Equal(world.Weights, other.Weights);
                        Assert.Equal(world.News, other.News);
                    }
                },
                iter: 100
            );

    private static World Begin(Journey journey)
    {
        var world = new World(journey.Spec);
        world.Target = world.Target with { HasPrimary = journey.HasPrimary };
        return world.Started();
    }

    private static void Travel(World world, Journey journey)
    {
        foreach (var happening in journey.Happenings)
            happening.Do(world);
        journey.Last.Do(world);
        world.Pass(TimeSpan.FromSeconds(2));
    }

    /// <summary>All that was wrong is mended, and the last version there is comes.</summary>
    private static void Heal(World world)
    {
        world.Spec = world.Spec with { Suspend = false, DeployWindows = [] };
        world.Target = world.Target with { Canary = Readiness.Ready, Primary = Readiness.Ready, Unknown = null };
        (world.EdgeCount, world.EdgesBehind, world.TakenOut) = (1, 0, null);
        (world.CanaryErrors, world.StableErrors, world.RequestsPerSecond, world.MatchedPercent) = (0, 0, 5000, 20);
        world.Hooks.Clear();
        world.Silent.Clear();
        world.Hooks["rollback"] = false;
        world.Metrics[ModelSpecs.Outside] = new Serinus.Rollouts.Analysis.Measurement { Value = 1 };
        world.Group = ImmutableArray<GroupMember>.Empty;
        // Somebody may be on the way back to a version before, which the target is to ask for first.
        world.Pass(TimeSpan.FromSeconds(2));
        if (!world.Target.IsRemoved)
            world.Deploy("last");
    }

    /// <summary>Somebody lets go on what stands still, and in the end the last version is stable.</summary>
    private static void End(World world)
    {
        for (var turn = 0; turn < 200 && !IsOver(world.State); turn++)
        {
            world.Pass(TimeSpan.FromSeconds(3));
            if (world.State is { Paused: not null, IsRunning: true } || IsApproval(world))
                world.Do(CommandVerb.Promote, id: FormattableString.Invariant($"end {turn}"));
        }

        Assert.True(IsOver(world.State), $"still {world.State.Phase}: {world.State.Reason}");
        if (world.Target.IsRemoved)
            Assert.Equal((Phase.Terminated, 0), (world.State.Phase, world.State.Traffic.CanaryPercent));
        else
            Assert.Equal((Phase.Succeeded, "last"), (world.State.Phase, world.State.StableRevision));
    }

    private static bool IsOver(RunState state) =>
        state is { Phase: Phase.Terminated } or { IsRunning: false, Revision: "last" };

    private static bool IsApproval(World world) =>
        Serinus.Rollouts.Steps.StepPlan.Of(world.Spec.Analysis) is var plan
        && world.State is { Phase: Phase.Progressing, StepReachedAt: not null, IsStepDone: false } state
        && state.Step < plan.Count
        && plan[state.Step].Kind == Serinus.Rollouts.Steps.StepKind.Approval;
}
