using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>
/// Checks beside steps that make none of their own: while a run pauses, waits for consent or stands still, each interval. A failure counts as
/// one of a step's does; a pass lets nothing go on.
/// </summary>
internal static class Background
{
    /// <summary>The step beside which checks go on; null when none do.</summary>
    public static PlannedStep? Step(RolloutSpec spec, RunState state, StepPlan plan)
    {
        if (
            spec.Analysis.BackgroundFromStep is not > 0
            || !state.IsRunning
            || spec.SkipAnalysis
            || state.SkipsChecks
            || state.StepStartedAt is null
            || state.Phase is not (Phase.Progressing or Phase.WaitingPromotion)
        )
            return null;
        var index = Math.Min(state.Step, plan.Count - 1);
        if (index + 1 < spec.Analysis.BackgroundFromStep || Rounds.Step(spec, state, plan) is not null)
            return null;
        return plan[index] with { Kind = StepKind.Pause };
    }

    /// <summary>Whether it is time for a round.</summary>
    public static bool IsDue(RunState state, DateTimeOffset now) => state.NextBackgroundAt is { } at && now >= at;

    /// <summary>Makes a round when it is due.</summary>
    /// <returns>Whether the run was rolled back by it, or stands still from now on.</returns>
    public static bool Stops(Draft draft)
    {
        if (Step(draft.Spec, draft.State, draft.Plan) is not { } step)
            return false;
        if (draft.State.NextBackgroundAt is null)
            draft.State = draft.State with { NextBackgroundAt = draft.Now + MetricSet.FirstCheck(draft.Spec.Analysis) };
        if (IsDue(draft.State, draft.Now) && Rounds.Evaluate(draft, step) is { } result)
        {
            draft.State = draft.State with { NextBackgroundAt = draft.Now + draft.Spec.Analysis.Interval };
            if (Ends(draft, result))
                return true;
        }

        draft.LookAt(draft.State.NextBackgroundAt);
        return false;
    }

    private static bool Ends(Draft draft, RoundResult result)
    {
        if (result.Verdict == Verdict.Fail)
        {
            var isStepDone = draft.State.IsStepDone;
            if (Checks.Failed(draft, result))
                return true;
            draft.State = draft.State with { IsStepDone = isStepDone };
            return false;
        }

        var isLetPass = draft.Spec.Analysis.Sequential.OnInconclusive == TimeoutAction.Continue;
        if (
            result is not { Verdict: Verdict.Inconclusive, IsFinal: true }
            || isLetPass
            || draft.State.Paused is not null
        )
            return false;
        // What was not judged is no step: the time of the step beside it does not begin anew.
        var reached = draft.State.StepReachedAt;
        Checks.Inconclusive(draft, result.Text);
        draft.State = draft.State with { StepReachedAt = reached };
        return true;
    }
}
