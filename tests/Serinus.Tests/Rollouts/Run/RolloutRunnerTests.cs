using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;
using Serinus.Tests.Rollouts.Plan;

namespace Serinus.Tests.Rollouts.Run;

public sealed class RolloutRunnerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_goes_from_a_new_version_to_its_promotion()
    {
        using var machine = new Machine(Given.Spec());
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);

        machine.Outer.Deploy("v2");
        await machine.UntilAsync(state => state is { Phase: Phase.Succeeded, ArchivedRun: 1 });

        Assert.Equal([0, 10, 20, 30, 40, 50, 0], machine.Outer.Weights);
        Assert.Equal("v2", machine.State.StableRevision);
        Assert.Equal(
            [TargetOrder.RunCanary, TargetOrder.Promote, TargetOrder.TakeDownCanary],
            machine.Outer.Acted.Distinct()
        );
        Assert.Equal([1L], (await machine.Store.HistoryAsync("shop", Cancellation)).Select(run => run.Run));
    }

    [Fact]
    public async Task Nothing_is_acted_on_before_it_is_stored()
    {
        using var machine = new Machine(Given.Spec());
        machine.Outer.Calling = call =>
        {
            if (call == "order done")
                Assert.Equal(machine.State.Traffic.Generation, machine.Outer.Ordered.Generation);
        };

        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        machine.Outer.Deploy("v2");
        await machine.UntilAsync(state => state.Phase == Phase.Succeeded);
    }

    [Fact]
    public async Task Each_news_is_told_once()
    {
        using var machine = new Machine(Given.Spec());
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);

        machine.Outer.Deploy("v2");
        await machine.UntilAsync(state => state is { Phase: Phase.Succeeded, Outbox.IsEmpty: true });

        Assert.Equal(machine.Outer.Told.Distinct(), machine.Outer.Told);
        Assert.Equal(machine.State.NewsNumber, machine.Outer.Told.Count);
    }

    [Fact]
    public async Task A_store_that_fails_stops_every_step_and_no_request()
    {
        using var machine = await RunningAsync();
        var weight = machine.Outer.Ordered.CanaryPercent;

        machine.Store.Broken = "the disk is full";
        await machine.TurnsAsync(60);

        Assert.Equal(weight, machine.Outer.Ordered.CanaryPercent);
        Assert.Contains(machine.Trouble, text => text.Contains("the disk is full", StringComparison.Ordinal));
        Assert.Contains("the disk is full", machine.Runner.View.Trouble);
        machine.Store.Broken = null;
        await machine.UntilAsync(state => state.Phase == Phase.Succeeded);
        Assert.Null(machine.Runner.View.Trouble);
    }

    [Fact]
    public async Task Requests_seen_while_a_store_fails_count_when_it_works_again()
    {
        using var machine = await RunningAsync();
        machine.Outer.CanaryErrors = 0.3;
        machine.Store.Broken = "the disk is full";
        await machine.TurnsAsync(20);
        machine.Outer.CanaryErrors = 0;

        machine.Store.Broken = null;
        await machine.TurnsAsync(2);

        Assert.Equal(Phase.Failed, machine.State.Phase);
    }

    [Fact]
    public async Task A_state_somebody_else_wrote_is_read_anew_and_counts()
    {
        using var machine = await RunningAsync();
        var kept = (await machine.Store.ReadAsync("shop", Cancellation))!;
        var other = kept.State with { Paused = "paused by another replica", Reason = "paused" };
        await machine.Store.WriteAsync("shop", other, kept.Version, Cancellation);
        var weight = machine.Outer.Ordered.CanaryPercent;

        await machine.TurnsAsync(60);

        Assert.Equal("paused by another replica", machine.State.Paused);
        Assert.Equal(weight, machine.Outer.Ordered.CanaryPercent);
    }

    [Fact]
    public async Task Who_may_not_plan_looks_on_and_refuses_commands()
    {
        using var machine = await RunningAsync();
        var writes = machine.Store.Writes;
        machine.MayPlan = false;

        var outcome = await machine.DoAsync(CommandVerb.Abort);
        await machine.TurnsAsync(20);

        Assert.False(outcome.IsAccepted);
        Assert.Equal(writes, machine.Store.Writes);
        Assert.Equal(Phase.Progressing, machine.Runner.View.State.Phase);
        Assert.False(machine.Runner.View.IsPlannedHere);
    }

    [Fact]
    public async Task Who_plans_again_reads_what_was_stored_meanwhile()
    {
        using var machine = await RunningAsync();
        machine.MayPlan = false;
        await machine.TurnAsync();
        var kept = (await machine.Store.ReadAsync("shop", Cancellation))!;
        await machine.Store.WriteAsync("shop", kept.State with { Paused = "by the other" }, kept.Version, Cancellation);

        machine.MayPlan = true;
        await machine.TurnsAsync(30);

        Assert.Equal("by the other", machine.State.Paused);
    }

    [Fact]
    public async Task A_command_ends_when_its_outcome_is_stored()
    {
        using var machine = await RunningAsync();

        var outcome = await machine.DoAsync(CommandVerb.Abort);

        Assert.True(outcome.IsAccepted);
        Assert.Contains("ana", outcome.Text);
        Assert.Equal(Phase.Failed, machine.State.Phase);
        Assert.Equal(0, machine.Outer.Ordered.CanaryPercent);
    }

    [Fact]
    public async Task A_command_that_makes_no_sense_is_refused_with_the_reason()
    {
        using var machine = new Machine(Given.Spec());
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);

        var outcome = await machine.DoAsync(CommandVerb.Promote);

        Assert.Equal((false, "promote: nothing runs"), (outcome.IsAccepted, outcome.Text));
    }

    [Fact]
    public async Task A_command_waits_for_a_store_that_fails()
    {
        using var machine = await RunningAsync();
        machine.Store.Broken = "no quorum";
        var outcome = machine.Runner.SubmitAsync(new Command("c", CommandVerb.Abort, "ana"), Cancellation);
        await machine.TurnsAsync(5);
        Assert.False(outcome.IsCompleted);

        machine.Store.Broken = null;
        await machine.TurnsAsync(2);

        Assert.True((await outcome).IsAccepted);
    }

    [Fact]
    public async Task A_hook_that_hangs_keeps_no_rollback_back()
    {
        var spec = Given.Hooked((HookKind.Rollout, "slow"));
        using var machine = new Machine(spec);
        machine.Outer.Answer = async (_, stop) =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return new HookAnswer(true, "");
        };
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        machine.Outer.Deploy("v2");
        await machine.UntilAsync(_ => machine.Outer.Called.Count > 0);

        machine.Outer.CanaryErrors = 0.2;
        await machine.TurnsAsync(10);

        Assert.Equal(Phase.Failed, machine.State.Phase);
    }

    [Fact]
    public async Task An_alert_that_hangs_keeps_no_step_back()
    {
        using var machine = new Machine(Given.Spec());
        var never = new TaskCompletionSource();
        machine.Outer.Telling = _ => never.Task;
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);

        machine.Outer.Deploy("v2");
        await machine.UntilAsync(state => state.Phase == Phase.Succeeded);

        Assert.Empty(machine.Outer.Told);
        never.SetResult();
    }

    [Fact]
    public async Task Ports_that_throw_end_no_loop()
    {
        using var machine = await RunningAsync();
        var count = 0;
        machine.Outer.Calling = call =>
        {
            if (++count % 3 == 0)
                throw new InvalidOperationException("thrown by " + call);
        };

        await machine.TurnsAsync(50);
        machine.Outer.Calling = _ => { };
        await machine.UntilAsync(state => state.Phase == Phase.Succeeded);

        Assert.Contains(machine.Trouble, text => text.Contains("thrown by", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_workload_that_cannot_be_changed_is_said_and_tried_again()
    {
        using var machine = new Machine(Given.Spec());
        machine.Outer.ActTrouble = "Deployment shop: forbidden";
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        machine.Outer.Deploy("v2");

        await machine.TurnsAsync(10);

        Assert.Equal("Deployment shop: forbidden", machine.Runner.View.Trouble);
        Assert.True(machine.Outer.Acted.Count > 3);
    }

    /// <summary>Primary, Services, the Service that changes hands: each part waits for the one before it.</summary>
    [Fact]
    public async Task Making_a_workload_goes_on_every_second_and_at_once_when_it_looks_otherwise()
    {
        using var machine = new Machine(Given.Spec());
        machine.Outer.Target = machine.Outer.Target with { IsInitialized = false };

        await machine.TurnsAsync(5);
        Assert.Equal(5, machine.Outer.Acted.Count);

        machine.Outer.Target = machine.Outer.Target with { Primary = new Readiness(false, true, "1 of 2") };
        await machine.Runner.TickAsync(CancellationToken.None);
        Assert.Equal(6, machine.Outer.Acted.Count);
    }

    [Fact]
    public async Task Other_routes_are_ordered_at_once()
    {
        using var machine = new Machine(Given.Spec());
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        var ordered = machine.Outer.Generations.Count;

        machine.Runner.Spec = machine.Spec with { Routes = ["another"] };
        await machine.Runner.TickAsync(CancellationToken.None);
        await machine.Runner.TickAsync(CancellationToken.None);

        Assert.Equal(ordered + 1, machine.Outer.Generations.Count);
    }

    [Fact]
    public async Task Orders_are_confirmed_before_their_lease_ends()
    {
        using var machine = new Machine(Given.Spec());
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        var (began, count) = (machine.Time.GetUtcNow(), machine.Outer.Generations.Count);

        await machine.TurnsAsync(30);

        var passed = machine.Time.GetUtcNow() - began;
        var confirmed = machine.Outer.Generations.Count - count;
        Assert.InRange(confirmed, passed / machine.Spec.Failsafe.Lease * 2, passed / machine.Spec.Failsafe.Lease * 4);
        Assert.Single(machine.Outer.Generations.Distinct());
    }

    [Fact]
    public async Task Evidence_alone_is_written_now_and_then()
    {
        var spec = Given.Spec(Given.StepWeight(10, 50) with { Interval = TimeSpan.FromMinutes(10) });
        using var machine = new Machine(spec);
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        machine.Outer.Deploy("v2");
        await machine.UntilAsync(state => state.Traffic.CanaryPercent == 10);
        await machine.TurnsAsync(10);
        var (writes, began) = (machine.Store.Writes, machine.Time.GetUtcNow());

        await machine.TurnsAsync(100);

        var seconds = (machine.Time.GetUtcNow() - began).TotalSeconds;
        Assert.InRange(machine.Store.Writes - writes, seconds / 6, seconds / 4);
        Assert.True(machine.State.Canary.Requests > 1000);
    }

    [Fact]
    public async Task A_loop_that_sleeps_wakes_for_a_command_and_ends_when_it_is_told_to()
    {
        using var machine = new Machine(Given.Spec());
        using var stop = new CancellationTokenSource();
        var running = machine.Runner.RunAsync(stop.Token);

        var outcome = await machine.Runner.SubmitAsync(new Command("c", CommandVerb.Promote, "ana"), Cancellation);
        await stop.CancelAsync();

        Assert.False(outcome.IsAccepted);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(
            (await machine.Runner.SubmitAsync(new Command("d", CommandVerb.Abort, "ana"), Cancellation)).IsAccepted
        );
    }

    private static async Task<Machine> RunningAsync()
    {
        var machine = new Machine(Given.Spec());
        await machine.UntilAsync(state => state.Phase == Phase.Initialized);
        machine.Outer.Deploy("v2");
        await machine.UntilAsync(state => state.Traffic.CanaryPercent == 20);
        return machine;
    }
}
