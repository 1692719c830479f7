namespace Serinus.Rollouts.Plan;

/// <summary>A rollout that is being removed: everybody on stable, then everything as it was before.</summary>
internal static class Removal
{
    public static void Go(Draft draft)
    {
        if (draft.State.Phase == Phase.Terminated)
            return;
        draft.LookAt(draft.Now + Pace.Watch);
        if (draft.State.Phase != Phase.Terminating)
        {
            draft.Order(new TrafficOrder());
            if (draft.IsRunning)
                Rollback.End(draft, RunResult.RolledBack);
            draft.State = draft.State with { UndoTo = null, UndoCommand = null };
            draft.Enter(Phase.Terminating);
            draft.Because("is being removed: everything becomes as it was before");
        }
        else if (draft.Seen.Target is { Unknown: null, IsFinalised: true })
        {
            draft.Enter(Phase.Terminated);
            draft.Because("was removed");
        }
    }
}
