using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Tests.Rollouts.Plan;

namespace Serinus.Tests.Rollouts.Run;

/// <summary>The process ends at every single call of a port, before the call has done its work and after.</summary>
public sealed class CrashTests
{
    [Fact]
    [Trait("Speed", "slow")]
    public async Task Killed_at_any_call_the_next_process_goes_on_to_the_same_end()
    {
        var steady = await RunAsync(killAt: -1);
        var news = steady.Outer.Told.ToHashSet();
        for (var call = 0; call < steady.Calls; call++)
        {
            var (machine, outer, _) = await RunAsync(call);

            Assert.Equal(1, machine.Kills);
            Assert.Equal(
                (Phase.Succeeded, "v2", 1L),
                (machine.State.Phase, machine.State.StableRevision, machine.State.Run)
            );
            Assert.Equal([0, 10, 20, 30, 40, 50, 0], outer.Weights);
            Assert.Equal(outer.Generations.Order(), outer.Generations);
            Assert.Equal(outer.Told.Distinct(), outer.Told);
            Assert.Subset(news, outer.Told.ToHashSet());
            Assert.InRange(outer.Told.Count, news.Count - 3, news.Count);
            Assert.Single(await machine.Store.HistoryAsync("shop", TestContext.Current.CancellationToken));
            // A hook before the first weight may be asked again when its answer died with the process, and only then.
            Assert.InRange(outer.Called.Count(name => name == "smoke"), 1, 2);
        }
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task Killed_at_any_call_a_bad_version_is_rolled_back_all_the_same()
    {
        var calls = (await RunAsync(killAt: -1, canaryErrors: 0.2)).Calls;
        for (var call = 0; call < calls; call++)
        {
            var (machine, outer, _) = await RunAsync(call, canaryErrors: 0.2);

            Assert.Equal(
                (Phase.Failed, "v1", 1L),
                (machine.State.Phase, machine.State.StableRevision, machine.State.Run)
            );
            Assert.Equal([0, 10, 0], outer.Weights);
            Assert.Equal(outer.Told.Distinct(), outer.Told);
        }
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task Killed_at_any_call_steps_of_every_kind_follow_each_other_as_they_would_have()
    {
        var spec = Given.Steps(
            new StepSpec.SetWeight(10),
            new StepSpec.Webhook(
                new HookSpec
                {
                    Name = "ask",
                    Url = "http://hooks/ask",
                    Kind = HookKind.Rollout,
                }
            ),
            new StepSpec.Pause(TimeSpan.FromSeconds(3)),
            new StepSpec.SetWeight(50),
            new StepSpec.Analysis([])
        );
        var goodbye = new HookSpec
        {
            Name = "bye",
            Url = "http://hooks/bye",
            Kind = HookKind.PostRollout,
        };
        spec = spec with
        {
            Analysis = spec.Analysis with
            {
                Metrics = [Given.Outside("queue")],
                BackgroundFromStep = 1,
                Hooks = [goodbye],
            },
        };
        var steady = await RunAsync(killAt: -1, spec: spec);
        for (var call = 0; call < steady.Calls; call++)
        {
            var (machine, outer, _) = await RunAsync(call, spec: spec);

            Assert.Equal((Phase.Succeeded, "v2"), (machine.State.Phase, machine.State.StableRevision));
            Assert.Equal([0, 10, 50, 0], outer.Weights);
            Assert.Equal(outer.Told.Distinct(), outer.Told);
            Assert.Equal(Steps(steady.Machine.State), Steps(machine.State));
        }
    }

    private static IEnumerable<string> Steps(RunState state) =>
        state
            .Timeline.Where(entry => entry.Kind is NewsKind.WeightSet or NewsKind.StepCompleted)
            .Select(entry => entry.Text);

    private static async Task<(Machine Machine, Outer Outer, int Calls)> RunAsync(
        int killAt,
        double canaryErrors = 0,
        RolloutSpec? spec = null
    )
    {
        using var machine = new Machine(
            spec
                ?? Given.Hooked(
                    (HookKind.PreRollout, "smoke"),
                    (HookKind.Rollout, "load"),
                    (HookKind.PostRollout, "bye")
                )
        );
        machine.Outer.CanaryErrors = canaryErrors;
        var calls = 0;
        void Count(string call)
        {
            machine.ThrowIfDead();
            // No edge is ever told of more than was stored before.
            if (call == "order done")
                Assert.InRange(machine.Outer.Ordered.CanaryPercent, 0, machine.State.Traffic.CanaryPercent);
            if (calls++ == killAt)
                machine.Kill();
        }

        machine.Outer.Calling = Count;
        machine.Store.Writing = () => Count("write");
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        machine.Outer.Deploy("v2");
        await machine.UntilAsync(state =>
            state is { EndedAt: not null, ArchivedRun: 1, Outbox.IsEmpty: true } && machine.Outer.Called.Contains("bye")
        );
        return (machine, machine.Outer, calls);
    }
}
