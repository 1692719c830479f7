using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>What people ask for, carried out once each, or refused with the reason.</summary>
internal static class Commands
{
    /// <summary>Ids that are remembered; the oldest go.</summary>
    internal const int DoneMax = 64;

    /// <summary>
    /// Carries them out in their order. One that ends a run or begins one is the last of its decision: that run is stored, and kept with its
    /// evidence, before anything else happens. Those behind it have no outcome yet and come again.
    /// </summary>
    public static void CarryOut(Draft draft)
    {
        var before = draft.State;
        foreach (var command in draft.Seen.Commands)
        {
            if (HaveTurned(before, draft.State))
                return;
            if (draft.State.CommandsDone.Contains(command.Id))
            {
                draft.Outcome(command.Id, true, "was carried out before");
                continue;
            }

            if (Undoing.IsAwaited(draft.State, command))
                continue;
            var refusal = Try(draft, command);
            if (Undoing.IsAwaited(draft.State, command))
                continue;
            draft.Outcome(command.Id, refusal is null, refusal ?? draft.State.Reason);
            // A refused one has changed nothing: who sends it again is not told that it was carried out.
            if (refusal is null)
                Remember(draft, command.Id);
        }
    }

    /// <summary>A command that was carried out is not carried out again.</summary>
    public static void Remember(Draft draft, string command)
    {
        var done = draft.State.CommandsDone.Add(command);
        draft.State = draft.State with { CommandsDone = done.Length > DoneMax ? done.RemoveAt(0) : done };
    }

    /// <summary>Whether a run has ended or begun since, or has another end.</summary>
    public static bool HaveTurned(RunState before, RunState after) =>
        before.Run != after.Run || before.IsRunning != after.IsRunning || before.Result != after.Result;

    /// <summary>Why it is refused; null when it was carried out.</summary>
    private static string? Try(Draft draft, Command command)
    {
        if (draft.Spec.Suspend && command.Verb != CommandVerb.Abort)
            return $"{Word(command)}: the rollout is suspended; take suspend back first, or abort";
        return command.Verb switch
        {
            CommandVerb.Retry => Retry(draft, command),
            CommandVerb.Undo => Undoing.Begin(draft, command),
            _ when !draft.IsRunning => $"{Word(command)}: nothing runs",
            CommandVerb.Promote => Promote(draft, command),
            CommandVerb.PromoteFull => PromoteFull(draft, command),
            CommandVerb.Pause => Pause(draft, command),
            CommandVerb.Resume => Resume(draft, command),
            CommandVerb.Abort => Abort(draft, command),
            _ => $"{Word(command)}: no such command",
        };
    }

    /// <summary>The step is over as far as this actor is concerned: a pause, an approval, a check, a closed window; not the gates of others.</summary>
    private static string? Promote(Draft draft, Command command)
    {
        var state = draft.State;
        var isHeld = state.Paused is not null || DeployWindows.AreClosed(draft.Spec, draft.Now);
        switch (state.Phase)
        {
            case Phase.Waiting or Phase.WaitingPromotion when !isHeld:
            case Phase.Progressing when !isHeld && (state.StepStartedAt is null || state.IsStepDone):
                return $"promote: {state.Reason}; promote-full goes on without it";
            case Phase.Finalising:
            case Phase.Promoting when state.IsBaked:
                return "promote: it is being promoted already";
        }

        GoOn(draft);
        draft.State = draft.State with
        {
            IsStepDone = state.Phase != Phase.Progressing || state.StepStartedAt is not null,
            IsBaked = state.Phase == Phase.Promoting,
            IsWindowOverridden = true,
            NextHookAt = null,
        };
        draft.Tell(
            NewsKind.CommandDone,
            NewsSeverity.Info,
            $"{command.Actor} lets it go on from {Where(draft)}",
            command.Actor
        );
        return null;
    }

    private static string? PromoteFull(Draft draft, Command command)
    {
        var state = draft.State;
        if (state.Phase == Phase.Finalising || (state.Phase == Phase.Promoting && state.IsBaked))
            return "promote-full: it is being promoted already";
        GoOn(draft);
        draft.State = draft.State with { SkipsChecks = true, IsBaked = state.Phase == Phase.Promoting };
        if (state.Phase == Phase.Waiting)
            draft.Enter(Phase.Progressing);
        draft.Tell(
            NewsKind.CommandDone,
            NewsSeverity.Warn,
            $"{command.Actor} promotes {state.Revision} without further checks, at {Percents.Text(state.Traffic.CanaryPercent)}",
            command.Actor
        );
        return null;
    }

    private static string? Pause(Draft draft, Command command)
    {
        if (draft.State.Paused is { } why)
            return $"pause: it stands still already: {why}";
        if (draft.State.Phase is Phase.Promoting && draft.State.IsBaked || draft.State.Phase is Phase.Finalising)
            return "pause: it is being promoted, which cannot stand still";
        Standstill.Pause(draft, $"paused by {command.Actor} at {Where(draft)}", command.Actor);
        return null;
    }

    private static string? Resume(Draft draft, Command command)
    {
        if (draft.State.Paused is null)
            return "resume: it does not stand still";
        GoOn(draft);
        if (draft.State is { Phase: Phase.Progressing, StepStartedAt: not null } state && IsPauseStep(draft, state))
            draft.State = state with { IsStepDone = true };
        CountAnew(draft);
        draft.Tell(
            NewsKind.Resumed,
            NewsSeverity.Info,
            $"{command.Actor} lets it go on at {Where(draft)}",
            command.Actor
        );
        return null;
    }

    private static string? Abort(Draft draft, Command command)
    {
        if (!Rollback.IsPossible(draft))
            return "abort: stable is becoming the new version already; wait for the end and undo";
        Rollback.Run(draft, $"aborted by {command.Actor} at {Where(draft)}", command.Actor);
        return null;
    }

    private static string? Retry(Draft draft, Command command)
    {
        var state = draft.State;
        if (draft.IsRunning)
            return "retry: a run goes on; abort it first";
        if (state.Phase != Phase.Failed)
            return "retry: the last run did not fail";
        if (Sizing.Returns(draft))
            return "retry: stable still gets its requests back, as its pods become ready; ask again then";
        if (state.Result == RunResult.PromotionFailed)
        {
            Promotion.Again(draft, command.Actor);
            return null;
        }

        Versions.BeginRun(draft, state.Revision, $"{command.Actor} tries {state.Revision} again", actor: command.Actor);
        return null;
    }

    private static void CountAnew(Draft draft)
    {
        foreach (var metric in MetricSet.Of(draft.Spec.Analysis).Measured)
        {
            if (draft.State.Metrics.TryGetValue(metric.Name, out var known))
                draft.State = draft.State with
                {
                    Metrics = draft.State.Metrics.SetItem(metric.Name, Tally.Anew(metric, known)),
                };
        }
    }

    private static bool IsPauseStep(Draft draft, RunState state) =>
        state.Step < draft.Plan.Count && draft.Plan[state.Step].Kind == StepKind.Pause;

    private static void GoOn(Draft draft)
    {
        draft.State = draft.State with { Paused = null };
        Standstill.End(draft);
    }

    private static string Where(Draft draft) =>
        draft.State.Phase switch
        {
            Phase.Waiting => "its beginning",
            Phase.WaitingPromotion => "the end of its steps",
            Phase.Promoting => "its promotion",
            _ => draft.Plan.Place(draft.State.Step),
        };

    private static string Word(Command command) =>
        command.Verb switch
        {
            CommandVerb.PromoteFull => "promote-full",
            var verb => verb.ToString().ToLowerInvariant(),
        };
}
