namespace Serinus.Rollouts.Plan;

/// <summary>
/// A short wait behind a change of pods. That a workload is ready is known before the last of its old pods is out of every list of endpoints: who
/// acts on the first at once leads users to what is going.
/// </summary>
internal static class Settling
{
    /// <summary>Whether the wait is over; it begins with the first call.</summary>
    public static bool IsOver(Draft draft)
    {
        if (draft.State.SettledAt is null)
            draft.State = draft.State with { SettledAt = draft.Now + Pace.Settle };
        if (draft.Now < draft.State.SettledAt)
        {
            draft.LookAt(draft.State.SettledAt);
            return false;
        }

        draft.State = draft.State with { SettledAt = null };
        return true;
    }
}
