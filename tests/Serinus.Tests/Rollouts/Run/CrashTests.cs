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

    private static async Task<(Machine Machine, Outer Outer, int Calls)> RunAsync(int killAt, double canaryErrors = 0)
    {
        var spec = Given.Hooked(
            (HookKind.PreRollout, "smoke"),
            (HookKind.Rollout, "load"),
            (HookKind.PostRollout, "bye")
        );
        using var machine = new Machine(spec);
        machine.Outer.CanaryErrors = canaryErrors;
        var calls = 0;
        void Count(string _)
        {
            machine.ThrowIfDead();
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
