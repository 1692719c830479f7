using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>No weight goes to a canary that is not ready, and one that never will be is not waited for.</summary>
internal static class Readying
{
    /// <summary>Whether the canary is ready. When it is not, the run waits, or is rolled back.</summary>
    public static bool CanaryIsReady(Draft draft)
    {
        var canary = draft.Seen.Target.Canary;
        if (canary.IsReady)
        {
            if (draft.State.UnreadySince is not null)
                draft.State = draft.State with { UnreadySince = null };
            return true;
        }

        var why = Why(canary, "the canary is not ready");
        if (!canary.CanBecomeReady)
            return Fail(draft, why);
        if (IsPausing(draft))
        {
            draft.State = draft.State with { UnreadySince = null };
            draft.LookAt(draft.Now + Pace.Watch);
            draft.Because(why);
            return false;
        }

        var since = draft.State.UnreadySince ?? draft.Now;
        draft.State = draft.State with { UnreadySince = since };
        if (draft.Now - since >= draft.Spec.ProgressDeadline)
            return Fail(draft, $"{why} after {Times.Text(draft.Spec.ProgressDeadline)}");
        draft.LookAt(draft.Now + Pace.Watch);
        draft.Because($"waits for the canary: {why}");
        return false;
    }

    /// <summary>Why a workload is not ready.</summary>
    public static string Why(Readiness readiness, string otherwise) =>
        readiness.Text.Length > 0 ? readiness.Text : otherwise;

    private static bool Fail(Draft draft, string why)
    {
        Rollback.Run(draft, why);
        return false;
    }

    /// <summary>Whether the step waits for time or for people anyway: then the deadline does not count.</summary>
    private static bool IsPausing(Draft draft) =>
        draft.State is { Phase: Phase.Progressing, StepStartedAt: not null } state
        && state.Step < draft.Plan.Count
        && draft.Plan[state.Step].Kind is StepKind.Pause or StepKind.Approval;
}
