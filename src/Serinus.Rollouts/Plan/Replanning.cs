using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>
/// A plan that was edited in the middle of a run. Weights go on from the last one that is no higher than the present one; steps that were written
/// one by one begin anew, as their order means something. The weight never rises by it, and the evidence stays.
/// </summary>
internal static class Replanning
{
    public static void Go(Draft draft)
    {
        var (state, plan) = (draft.State, draft.Plan);
        draft.State = state with
        {
            PlanKey = plan.Key,
            StepStartedAt = null,
            StepReachedAt = null,
            IsStepDone = false,
            NextCheckAt = null,
            NextHookAt = null,
            Said = [],
            SizedFor = null,
            StableSizedFor = null,
            StableSizedSince = null,
        };
        draft.LookAt(draft.Now);
        var index = plan.IsList || state.StepStartedAt is null ? -1 : Last(plan, state.Traffic.CanaryPercent);
        draft.State = draft.State with { Step = Math.Max(index, 0) };
        if (index < 0)
            draft.OrderNothing();
        if (state.StepStartedAt is not null)
        {
            draft.Tell(
                NewsKind.Blocked,
                NewsSeverity.Info,
                $"its steps were edited: goes on from {plan.Place(draft.State.Step)}"
            );
        }
    }

    private static int Last(StepPlan plan, decimal percent)
    {
        var last = -1;
        for (var i = 0; i < plan.Count; i++)
        {
            if (plan[i].Percent <= percent && (percent > 0 || i == 0))
                last = i;
        }

        return last;
    }
}
