using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>The promoted version serves everybody and is watched, while stable is kept as it was to go back to.</summary>
internal static class Baking
{
    public static void Go(Draft draft)
    {
        if (draft.State.Paused is not null)
        {
            Standstill.Wait(draft);
            return;
        }

        if (!Readying.CanaryIsReady(draft))
            return;
        if (draft.State.Traffic.CanaryPercent < 100)
            Promotion.OrderEverybody(draft);
        draft.State = draft.State with { SizedFor = null };
        draft.LookAt(draft.Now + Pace.Watch);
        if (draft.State.BakeUntil is null)
        {
            if (!draft.IsProgrammed)
            {
                Programming.Wait(draft);
                return;
            }

            draft.State = draft.State with
            {
                StepReachedAt = draft.Now,
                NextCheckAt = draft.Now + draft.Spec.Analysis.Interval,
                BakeUntil = draft.Now + draft.Spec.Promotion.Bake,
            };
        }

        if (draft.Now < draft.State.BakeUntil)
        {
            draft.Because(
                $"{draft.State.Revision} gets everything and is watched until {Times.At(draft.State.BakeUntil.Value)}"
            );
            if (Rounds.Step(draft.Spec, draft.State, draft.Plan) is { } step)
                Checks.Round(draft, step);
            return;
        }

        draft.State = draft.State with { IsBaked = true, BakeUntil = null, NextCheckAt = null, UnreadySince = null };
        draft.Tell(
            NewsKind.StepCompleted,
            NewsSeverity.Info,
            $"{draft.State.Revision} was watched for {Times.Text(draft.Spec.Promotion.Bake)} and becomes stable"
        );
        draft.LookAt(draft.Now);
    }
}
