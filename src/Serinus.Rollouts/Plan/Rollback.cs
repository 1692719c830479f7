using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>Back to stable, in one decision.</summary>
internal static class Rollback
{
    /// <summary>Whether stable still is what it was before the run.</summary>
    public static bool IsPossible(Draft draft) =>
        draft.State.Phase switch
        {
            Phase.Waiting or Phase.Progressing or Phase.WaitingPromotion => true,
            Phase.Promoting => !draft.State.IsBaked
                || !draft.State.HasPrimary
                || draft.Spec.Promotion.Mode == PromotionMode.Swap,
            _ => false,
        };

    /// <summary>Whether it is time to ask the hooks that may ask for it.</summary>
    public static bool HooksAreDue(RolloutSpec spec, RunState state, DateTimeOffset now) =>
        state.Phase is Phase.Waiting or Phase.Progressing or Phase.WaitingPromotion
        && (state.NextRollbackHookAt is not { } at || now >= at)
        && spec.Analysis.Hooks.Any(hook => hook.Kind == HookKind.Rollback);

    /// <summary>Rolls back if something seen demands it.</summary>
    public static bool IfDemanded(Draft draft)
    {
        if (!draft.IsRunning || !IsPossible(draft))
            return false;
        if (
            draft.State.Traffic.SendsRequests
            && draft.Seen.Edges is { TakenOut: { } why } edges
            && edges.Generation == draft.State.Traffic.Generation
        )
        {
            draft.Tell(NewsKind.CanaryTakenOut, NewsSeverity.Error, $"an edge took the canary out: {why}");
            return Run(draft, $"an edge took the canary out: {why}");
        }

        if (draft.Harm is { } harm)
            return Run(draft, harm);
        if (Groups.Failed(draft) is { } member)
            return WithGroup(draft, member);
        return AskedByHook(draft);
    }

    /// <summary>The canary gets nothing any more, and the run has failed.</summary>
    /// <returns>True.</returns>
    public static bool Run(Draft draft, string reason, string? actor = null)
    {
        var state = draft.State;
        draft.OrderNothing();
        End(draft, RunResult.RolledBack);
        draft.Enter(Phase.Failed);
        draft.Tell(NewsKind.RolledBack, NewsSeverity.Error, $"rolled back {state.Revision}: {reason}", actor);
        draft.LookAt(draft.Now);
        return true;
    }

    /// <summary>The run is over; its evidence stays to be read.</summary>
    public static void End(Draft draft, RunResult result) =>
        draft.State = draft.State with
        {
            Result = result,
            EndedAt = draft.Now,
            Paused = null,
            FrozenAt = null,
            UnreadySince = null,
            NextCheckAt = null,
            NextBackgroundAt = null,
            NextHookAt = null,
            NextRollbackHookAt = null,
            BakeUntil = null,
            SizedFor = null,
            StableSizedFor = null,
            StableSizedSince = null,
            IsWindowOverridden = false,
        };

    private static bool WithGroup(Draft draft, GroupMember member)
    {
        draft.State = draft.State with { GroupSeen = draft.State.GroupSeen.Add(Groups.Key(member)) };
        if (draft.Spec.Group!.RollBackTogether)
            return Run(draft, $"{member.Name} of its group was rolled back");
        Standstill.Pause(draft, $"stands still: {member.Name} of its group was rolled back");
        return false;
    }

    private static bool AskedByHook(Draft draft)
    {
        var hooks = Gates.Hooks(draft.Spec, HookKind.Rollback);
        if (hooks.IsEmpty)
            return false;
        foreach (var hook in hooks)
        {
            if (draft.Answer(hook) is not { } answer)
                continue;
            draft.State = draft.State with { NextRollbackHookAt = draft.Now + Pace.Hooks(draft.Spec.Analysis) };
            if (answer.IsPassed)
                return Run(draft, $"hook {hook.Name} asks for it: {answer.Text}");
        }

        draft.LookAt(draft.State.NextRollbackHookAt ?? draft.Now + Pace.Watch);
        return false;
    }
}
