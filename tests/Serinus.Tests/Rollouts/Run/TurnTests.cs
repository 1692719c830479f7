using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Tests.Rollouts.Plan;

namespace Serinus.Tests.Rollouts.Run;

/// <summary>One run ends and is kept before another begins, however fast they follow each other.</summary>
public sealed class TurnTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_abort_and_a_retry_at_once_leave_two_runs_in_the_history()
    {
        using var machine = await RunningAsync();
        var abort = machine.Runner.SubmitAsync(new Command("a", CommandVerb.Abort, "ana"), Cancellation);
        var retry = machine.Runner.SubmitAsync(new Command("b", CommandVerb.Retry, "ana"), Cancellation);

        await machine.TurnAsync();

        Assert.True((await abort).IsAccepted);
        Assert.False(retry.IsCompleted);
        await machine.UntilAsync(state => state is { Phase: Phase.Succeeded, ArchivedRun: 2 });
        Assert.True((await retry).IsAccepted);
        Assert.Equal([RunResult.Promoted, RunResult.RolledBack], await ResultsAsync(machine));
    }

    [Fact]
    public async Task A_run_that_is_aborted_as_the_next_version_comes_is_kept_too()
    {
        using var machine = await RunningAsync();
        machine.Outer.Deploy("v3");

        Assert.True((await machine.DoAsync(CommandVerb.Abort)).IsAccepted);
        await machine.UntilAsync(state => state is { Phase: Phase.Succeeded, ArchivedRun: 2 });

        Assert.Equal("v3", machine.State.StableRevision);
        Assert.Equal([RunResult.Promoted, RunResult.RolledBack], await ResultsAsync(machine));
    }

    [Fact]
    public async Task A_run_behind_whose_end_the_process_was_killed_is_kept_though_the_next_version_is_there()
    {
        using var machine = await RunningAsync();
        machine.Store.Writing = () =>
        {
            machine.ThrowIfDead();
            if (machine.Kills > 0 || machine.State is not { Run: 1, EndedAt: not null })
                return;
            machine.Outer.Deploy("v3");
            machine.Kill();
        };

        await machine.UntilAsync(state => state is { Phase: Phase.Succeeded, ArchivedRun: 2 });

        Assert.Equal(1, machine.Kills);
        Assert.Equal([RunResult.Promoted, RunResult.Promoted], await ResultsAsync(machine));
    }

    private static async Task<IEnumerable<RunResult>> ResultsAsync(Machine machine) =>
        (await machine.Store.HistoryAsync("shop", Cancellation)).Select(run => run.Result);

    private static async Task<Machine> RunningAsync()
    {
        var machine = new Machine(Given.Spec());
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        machine.Outer.Deploy("v2");
        await machine.UntilAsync(state => state.Traffic.CanaryPercent == 20);
        return machine;
    }
}
