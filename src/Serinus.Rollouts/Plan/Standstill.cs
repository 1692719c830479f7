using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>Time that does not count: while a run is paused or suspended its deadlines and intervals stand still with it.</summary>
internal static class Standstill
{
    /// <summary>Stands still, until somebody says how it goes on.</summary>
    public static void Pause(Draft draft, string why, string? actor = null)
    {
        draft.State = draft.State with { Paused = why };
        Begin(draft);
        draft.Tell(NewsKind.Paused, NewsSeverity.Warn, why, actor);
    }

    /// <summary>Time stops.</summary>
    public static void Begin(Draft draft) =>
        draft.State = draft.State with { FrozenAt = draft.State.FrozenAt ?? draft.Now };

    /// <summary>Time goes on: what was to happen later happens as much later as it stood still.</summary>
    public static void End(Draft draft)
    {
        var state = draft.State;
        if (state.FrozenAt is not { } since)
            return;
        var by = draft.Now - since;
        draft.State = state with
        {
            FrozenAt = null,
            StepStartedAt = state.StepStartedAt + by,
            StepReachedAt = state.StepReachedAt + by,
            NextCheckAt = state.NextCheckAt + by,
            UnreadySince = state.UnreadySince + by,
            BakeUntil = state.BakeUntil + by,
            NextHookAt = null,
            NextRollbackHookAt = null,
        };
    }

    /// <summary>Waits while a run is paused: its evidence is looked at all the same.</summary>
    public static void Wait(Draft draft)
    {
        draft.Because(draft.State.Paused!);
        if (draft.State.Traffic.SendsRequests)
            draft.LookAt(draft.Now + Pace.Watch);
    }
}
