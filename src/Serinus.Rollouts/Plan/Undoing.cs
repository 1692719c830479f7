using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>Back to a version promoted before, because somebody asks for it.</summary>
internal static class Undoing
{
    /// <summary>So long an answer waits for the target; a slow one is gone on with, and the answer says so.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>Begins to go back.</summary>
    /// <returns>Why it is refused; null when it begins.</returns>
    public static string? Begin(Draft draft, Command command)
    {
        var state = draft.State;
        if (draft.IsRunning)
            return "undo: a run goes on; abort takes it back";
        if (Sizing.Returns(draft))
            return "undo: stable still gets its requests back, as its pods become ready; ask again then";
        var earlier = state.Promoted.FirstOrDefault(one => one != state.StableRevision);
        var wanted = command.Argument ?? earlier;
        if (wanted is null)
            return "undo: no version was promoted before";
        if (wanted == state.StableRevision)
            return $"undo: {wanted} is stable already";
        if (!state.Promoted.Contains(wanted))
            return $"undo: {wanted} was never promoted; known are {string.Join(", ", state.Promoted)}";
        return state.HasPrimary ? AskTarget(draft, command, wanted) : GiveBack(draft, command, wanted, earlier);
    }

    /// <summary>Whether a command is being carried out, and the target has yet to show whether it can.</summary>
    public static bool IsAwaited(RunState state, Command command) => state.UndoCommand == command.Id;

    /// <summary>Answers a command that waited for the target, when that has shown whether it can.</summary>
    /// <param name="draft">What was decided.</param>
    /// <param name="before">What was remembered before.</param>
    public static void Answer(Draft draft, RunState before)
    {
        if (before.UndoCommand is not { } id)
            return;
        if (id == draft.State.UndoCommand && draft.State.UnreadySince + patience is { } gives && draft.Now < gives)
        {
            draft.LookAt(gives);
            return;
        }

        if (id == draft.State.UndoCommand)
            draft.State = draft.State with { UndoCommand = null };
        var after = draft.State;
        var goesBack = after.UndoTo == before.UndoTo || (after.Run > before.Run && after.Revision == before.UndoTo);
        draft.Outcome(
            id,
            goesBack,
            goesBack || after.UndoTo is null ? after.Reason : $"{after.UndoTo} is wanted instead"
        );
        if (goesBack)
            Commands.Remember(draft, id);
    }

    /// <summary>Goes on once the target asks for the version that is wanted; gives up when it does not in time.</summary>
    public static bool Turn(Draft draft)
    {
        var (state, revision) = (draft.State, draft.Seen.Target.Revision);
        if (revision == state.UndoTo)
        {
            Versions.BeginRun(draft, revision, $"goes back to {revision}: no steps, no checks", skipsChecks: true);
            return true;
        }

        if (draft.Seen.Target.UndoTrouble is { } trouble)
        {
            draft.State = state with { UndoTo = null, UndoCommand = null, UnreadySince = null };
            draft.Tell(NewsKind.Blocked, NewsSeverity.Error, $"cannot go back to {state.UndoTo}: {trouble}");
            return true;
        }

        var gives = state.UnreadySince + draft.Spec.ProgressDeadline;
        if (draft.Now >= gives)
        {
            draft.State = state with { UndoTo = null, UndoCommand = null, UnreadySince = null };
            draft.Tell(
                NewsKind.Blocked,
                NewsSeverity.Error,
                $"cannot go back to {state.UndoTo}: what is asked for is still {revision}"
            );
            return true;
        }

        draft.Because($"goes back to {state.UndoTo}: waits until the target asks for it, now it asks for {revision}");
        draft.LookAt(draft.Now + Pace.Watch);
        return true;
    }

    private static string? AskTarget(Draft draft, Command command, string wanted)
    {
        draft.State = draft.State with { UndoTo = wanted, UndoCommand = command.Id, UnreadySince = draft.Now };
        draft.Tell(NewsKind.CommandDone, NewsSeverity.Warn, $"{command.Actor} goes back to {wanted}", command.Actor);
        draft.LookAt(draft.Now);
        return null;
    }

    /// <summary>Without a primary the backend stable still serves the version before: everybody goes back to it at once.</summary>
    private static string? GiveBack(Draft draft, Command command, string wanted, string? earlier)
    {
        if (draft.State.Traffic.CanaryPercent == 0)
            return "undo: the canary serves nobody; there is nothing to take back";
        if (wanted != earlier)
            return $"undo: stable serves {earlier}; only that can be gone back to without a new run";
        draft.OrderNothing();
        draft.State = draft.State with { StableRevision = wanted, Result = RunResult.RolledBack, EndedAt = draft.Now };
        draft.Enter(Phase.Failed);
        draft.Tell(
            NewsKind.RolledBack,
            NewsSeverity.Warn,
            $"{command.Actor} goes back from {draft.State.Revision} to {wanted}",
            command.Actor
        );
        return null;
    }
}
