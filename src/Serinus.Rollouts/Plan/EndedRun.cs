using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Plan;

/// <summary>What is left to do once a run has ended: hooks that hear of it, and the canary that is taken down when no edge uses it.</summary>
internal static class EndedRun
{
    /// <summary>Hooks that are still to hear of the end.</summary>
    public static ImmutableArray<HookSpec> Hooks(RolloutSpec spec, RunState state) =>
        state.EndedAt is null || state.Result is RunResult.None or RunResult.Superseded
            ? []
            : [.. Gates.Hooks(spec, HookKind.PostRollout).Where(hook => !state.HooksDone.Contains(Key(hook)))];

    /// <summary>Whether hooks of a run that ended are still to be asked.</summary>
    public static bool AsksHooks(Draft draft)
    {
        foreach (var hook in Hooks(draft.Spec, draft.State))
        {
            if (draft.Answer(hook) is not { } answer)
                continue;
            draft.State = draft.State with { HooksDone = draft.State.HooksDone.Add(Key(hook)) };
            if (!answer.IsPassed && !hook.MuteAlert)
            {
                draft.Tell(
                    NewsKind.HookFailed,
                    NewsSeverity.Warn,
                    $"hook {hook.Name} after the run answers {answer.Text}"
                );
            }
        }

        if (Hooks(draft.Spec, draft.State).IsEmpty)
            return false;
        draft.LookAt(draft.Now + Pace.Watch);
        return true;
    }

    /// <summary>Goes on until nothing is left.</summary>
    public static void Settle(Draft draft)
    {
        AsksHooks(draft);
        var state = draft.State;
        if (state is { Phase: Phase.Succeeded, TakeDownAt: { } at })
        {
            TakeDown(draft, at);
            return;
        }

        if (state.Phase != Phase.Failed || state.IsDrained)
            return;
        if (Sizing.Returns(draft) || draft.State.Traffic.SendsRequests)
            return;
        state = draft.State;
        // An edge that cannot be reached is not waited for for ever: it sends what a missing canary fails to stable.
        if (!draft.IsProgrammed && draft.Now < state.EndedAt + draft.Spec.ProgressDeadline)
            Programming.Wait(draft);
        else if (!IsKept(draft))
            draft.State = state with { IsDrained = true };
    }

    /// <summary>Whether the pods of a version that was taken back stay for a while, to be looked at.</summary>
    private static bool IsKept(Draft draft)
    {
        var target = draft.Seen.Target;
        if (target.Revision.Length > 0 && target.Revision == draft.State.StableRevision)
            return false;
        if (draft.Spec.Scaling.KeepAfterRollback is not { } time)
            return true;
        draft.LookAt(draft.State.EndedAt + time);
        return draft.Now < draft.State.EndedAt + time;
    }

    /// <summary>Pods that serve nobody since a promotion have stayed as long as was asked for.</summary>
    private static void TakeDown(Draft draft, DateTimeOffset at)
    {
        if (draft.Now < at)
        {
            draft.LookAt(at);
            return;
        }

        var isDone = draft.State.IsDrained && draft.Seen.Target.IsFinalised;
        draft.State = draft.State with { IsDrained = true, TakeDownAt = isDone ? null : at };
        if (!isDone)
            draft.LookAt(draft.Now + Pace.Watch);
    }

    private static string Key(HookSpec hook) => "post:" + hook.Name;
}
