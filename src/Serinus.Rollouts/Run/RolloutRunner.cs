using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Run;

/// <summary>
/// The loop around the plan of one rollout: look, ask, decide, store, act, tell. Nothing is acted on that is not stored, and everything is done
/// so that doing it again changes nothing: whoever takes over reads the state and goes on.
/// </summary>
/// <remarks>One loop runs it; <see cref="SubmitAsync"/>, <see cref="Signal"/>, <see cref="Spec"/> and <see cref="View"/> may be used from anywhere.</remarks>
public sealed class RolloutRunner
{
    /// <summary>Looked at this often when nothing happens: each of thousands within 10 s, with room for a busy machine.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(8);

    /// <summary>What could not be done is tried again after this time.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>Decisions that follow each other at once; a plan that asks for more sleeps a moment.</summary>
    private const int AtOnceMax = 50;

    private readonly RunnerPorts ports;
    private readonly Pulse pulse;
    private readonly LiveCommands commands = new();
    private readonly LiveQuestions questions;
    private readonly LiveNews news;
    private readonly LiveState state;
    private readonly LiveSight sight;
    private readonly LiveOrders orders;
    private volatile RolloutSpec spec;
    private volatile RolloutView view;

    // What follows belongs to the loop.
    private DateTimeOffset now = DateTimeOffset.MinValue;
    private string trouble = "";
    private int atOnce;
    private int lostInRow;

    private long decisions;

    /// <summary>Makes one; <see cref="RunAsync"/> runs it.</summary>
    public RolloutRunner(RolloutSpec spec, RunnerPorts ports)
    {
        this.ports = ports;
        this.spec = spec;
        view = new RolloutView { Spec = spec };
        pulse = new Pulse(ports.Time);
        questions = new LiveQuestions(ports.Outside, pulse);
        news = new LiveNews(ports.Outside);
        state = new LiveState(ports);
        sight = new LiveSight(ports);
        orders = new LiveOrders(ports);
    }

    /// <summary>What is asked for; another one counts from the next look on.</summary>
    public RolloutSpec Spec
    {
        get => spec;
        set
        {
            spec = value;
            pulse.Call();
        }
    }

    /// <summary>How it stands.</summary>
    public RolloutView View => view;

    /// <summary>How often something was decided, be it to leave all as it is.</summary>
    public long Decisions => Interlocked.Read(ref decisions);

    /// <summary>Something happened that should be looked at now, such as an edge that took the canary out.</summary>
    public void Signal() => pulse.Call();

    /// <summary>Asks for something. It ends when what became of it is stored.</summary>
    /// <exception cref="OperationCanceledException">The caller waited long enough; the command may be carried out all the same.</exception>
    public async Task<CommandOutcome> SubmitAsync(Command command, CancellationToken cancellationToken)
    {
        var outcome = commands.Submit(command);
        pulse.Call();
        return await outcome.WaitAsync(cancellationToken);
    }

    /// <summary>Runs until cancelled. No trouble of a port ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                var rest = await TickAsync(cancellationToken);
                await pulse.WaitAsync(rest, cancellationToken);
            }
        }
        finally
        {
            commands.End("this process ends; ask again");
            questions.ForgetAll();
            await news.EndAsync();
        }
    }

    /// <summary>One turn of the loop.</summary>
    /// <returns>How long it may rest.</returns>
    internal async Task<TimeSpan> TickAsync(CancellationToken cancellationToken)
    {
        var utc = ports.Time.GetUtcNow();
        now = utc > now ? utc : now;
        try
        {
            return ports.MayPlan() ? await PlanAsync(spec, cancellationToken) : await LookOnAsync(cancellationToken);
        }
        catch (StoreException failure)
        {
            Report($"its state cannot be read or written, so nothing is decided: {failure.Message}");
            return Again;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // A fault of ours or of a port: what is served stays as it is, and the state as it is stored.
            Report($"a fault of this program: {fault.Message}");
            commands.Refuse($"a fault of this program: {fault.Message}");
            sight.Counted();
            Drop();
            return Again;
        }
    }

    private async Task<TimeSpan> PlanAsync(RolloutSpec asked, CancellationToken cancellationToken)
    {
        await ReadAsync(asked, cancellationToken);
        await sight.LookAsync(asked, state.Current!, cancellationToken);
        var wants = Planner.Wants(asked, state.Current!, sight.Target, now);
        questions.Want(wants, asked, state.Current!, cancellationToken);

        var decision = Planner.Next(asked, state.Current!, See(asked), now);
        await state.KeepAsync(asked, decision.State, cancellationToken);
        if (!await state.TakeAsync(asked, decision.State, now, cancellationToken))
            return Lost();
        lostInRow = 0;
        Interlocked.Increment(ref decisions);
        sight.Counted();
        questions.Forget(decision.Used);
        commands.Settle(decision.Outcomes);

        await orders.OrderAsync(asked, state.Current!, sight.Edges, now, cancellationToken);
        await orders.ActAsync(asked, state.Current!, decision.Target, sight.Target, now, cancellationToken);
        await TellAsync(asked, cancellationToken);
        await state.ArchiveAsync(asked, now, cancellationToken);
        if (state.Current is null)
            return Lost();
        Report(orders.Trouble ?? sight.Trouble ?? "");
        Show(asked, state.Current, decision.LookAgainAt, isPlannedHere: true);
        return Rest(asked, decision.LookAgainAt);
    }

    /// <summary>A replica that does not plan shows what is stored, and holds nothing back for the day it does.</summary>
    private async Task<TimeSpan> LookOnAsync(CancellationToken cancellationToken)
    {
        Drop();
        commands.Refuse("another replica plans this rollout; ask that one");
        var kept = await ports.Store.ReadAsync(spec.Name, cancellationToken);
        Report("");
        Show(spec, kept?.State ?? new RunState(), null, isPlannedHere: false);
        return Idle;
    }

    /// <summary>Reads the state where it is not known, and strikes out news that were told.</summary>
    private async Task ReadAsync(RolloutSpec asked, CancellationToken cancellationToken)
    {
        if (state.Current is null)
        {
            var read = await state.ReadAsync(asked, now, cancellationToken);
            sight.Count(read.EvidenceAt);
            orders.Forget();
        }

        var left = news.Left(state.Current!.Outbox);
        if (left != state.Current.Outbox)
            state.Current = state.Current with { Outbox = left };
    }

    private Observation See(RolloutSpec asked) =>
        questions.AddTo(
            new Observation
            {
                Target = sight.Target,
                Edges = sight.Edges,
                Blocks = sight.Uncounted,
                Commands = commands.Take(),
                Group = asked.Group is null ? [] : ports.Group(asked),
            }
        );

    /// <summary>Claims news in the store before they are told: whoever restarts does not tell them again.</summary>
    private async Task TellAsync(RolloutSpec asked, CancellationToken cancellationToken)
    {
        var fresh = state.Current!.Outbox.RemoveAll(one => one.IsClaimed);
        if (fresh.IsEmpty)
            return;
        var claimed = state.Current with
        {
            Outbox = [.. state.Current.Outbox.Select(one => one with { IsClaimed = true })],
        };
        if (await state.WriteAsync(asked, claimed, now, cancellationToken))
            news.Tell(asked, claimed, fresh, cancellationToken);
    }

    /// <summary>Somebody else has written: all is read anew, at once when that is rare.</summary>
    private TimeSpan Lost()
    {
        Report("somebody else has written its state, or this replica may not; it is read anew");
        Drop();
        return lostInRow++ == 0 ? TimeSpan.Zero : Again;
    }

    /// <summary>Forgets what was read; requests and commands wait for what is read next.</summary>
    private void Drop()
    {
        state.Forget();
        questions.ForgetAll();
    }

    private TimeSpan Rest(RolloutSpec asked, DateTimeOffset? lookAgainAt)
    {
        var longest =
            trouble.Length > 0 ? Again
            : LiveOrders.Confirm(asked) is var confirm && confirm < Idle ? confirm
            : Idle;
        var rest = lookAgainAt is { } at && at - now < longest ? at - now : longest;
        atOnce = rest <= TimeSpan.Zero ? atOnce + 1 : 0;
        if (atOnce <= AtOnceMax)
            return rest;
        atOnce = 0;
        return Again;
    }

    private void Report(string text)
    {
        if (text == trouble)
            return;
        trouble = text;
        ports.Report(spec.Name, text);
        view = view with { Trouble = text.Length == 0 ? null : text };
    }

    private void Show(RolloutSpec asked, RunState shown, DateTimeOffset? nextAt, bool isPlannedHere) =>
        view = new RolloutView
        {
            Spec = asked,
            State = shown,
            Target = sight.Target,
            Edges = sight.Edges,
            Recent = sight.Recent,
            At = now,
            NextAt = nextAt,
            Forecast = Forecast.Of(asked, shown, now),
            Trouble = trouble.Length == 0 ? null : trouble,
            IsPlannedHere = isPlannedHere,
        };
}
