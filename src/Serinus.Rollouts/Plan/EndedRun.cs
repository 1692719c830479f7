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
        if (state.Phase != Phase.Failed || state.IsDrained || state.Traffic.SendsRequests)
            return;
        // An edge that cannot be reached is not waited for for ever: it sends what a missing canary fails to stable.
        if (draft.IsProgrammed || draft.Now >= state.EndedAt + draft.Spec.ProgressDeadline)
            draft.State = state with { IsDrained = true };
        else
            Programming.Wait(draft);
    }

    private static string Key(HookSpec hook) => "post:" + hook.Name;
}
