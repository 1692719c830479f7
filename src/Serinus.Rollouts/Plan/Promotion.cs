using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>From the end of the steps until the new version is the stable one.</summary>
internal static class Promotion
{
    /// <summary>Promotes if nothing keeps it back; else it waits for that.</summary>
    public static void Try(Draft draft)
    {
        if (draft.State.Phase == Phase.Progressing && !Gates.Hooks(draft.Spec, HookKind.ConfirmPromotion).IsEmpty)
        {
            draft.State = draft.State with { NextHookAt = null };
            draft.Enter(Phase.WaitingPromotion);
            draft.LookAt(draft.Now);
            return;
        }

        if (Gates.IsOpen(draft) && Groups.LetPromote(draft) && Gates.Pass(draft, HookKind.ConfirmPromotion))
            Begin(draft);
        else
            draft.Enter(Phase.WaitingPromotion);
    }

    /// <summary>Waits for consent while checks go on at the same weight.</summary>
    public static void Wait(Draft draft)
    {
        if (draft.State.Paused is not null)
        {
            Standstill.Wait(draft);
            return;
        }

        if (draft.State.PlanKey != draft.Plan.Key)
        {
            draft.Enter(Phase.Progressing);
            draft.LookAt(draft.Now);
            return;
        }

        if (!Readying.CanaryIsReady(draft))
            return;
        if (draft.SkipsChecks)
        {
            Begin(draft);
            return;
        }

        if (Rounds.Step(draft.Spec, draft.State, draft.Plan) is { } step)
        {
            draft.State = draft.State with
            {
                NextCheckAt = draft.State.NextCheckAt ?? draft.Now + draft.Spec.Analysis.Interval,
            };
            if (Checks.Round(draft, step) is { Verdict: Verdict.Pass })
                draft.State = draft.State with { IsStepDone = true };
        }

        if (draft.State is { IsStepDone: true, IsRunning: true, Paused: null })
            Try(draft);
    }

    /// <summary>Begins to promote. With time to bake everybody gets the canary first, while stable is kept as it was.</summary>
    public static void Begin(Draft draft)
    {
        var state = draft.State;
        var bakes = draft.Spec.Promotion.Bake > TimeSpan.Zero && !draft.SkipsChecks;
        draft.State = state with
        {
            IsStepDone = true,
            IsBaked = !bakes,
            IsWindowOverridden = false,
            StepStartedAt = draft.Now,
            StepReachedAt = null,
            NextCheckAt = null,
            NextHookAt = null,
            UnreadySince = null,
            Iterations = 0,
            StepRequests = 0,
            Said = [],
        };
        draft.Enter(Phase.Promoting);
        draft.Tell(
            NewsKind.Promoting,
            NewsSeverity.Info,
            bakes
                ? $"{state.Revision} gets everything and is watched for {Times.Text(draft.Spec.Promotion.Bake)}"
                : $"{state.Revision} becomes stable"
        );
        // Where there are pods to be made for it, they come first.
        if (state.HasPrimary && (bakes || draft.Spec.Promotion.Mode == PromotionMode.Swap))
            draft.State = draft.State with { SizedFor = new TrafficOrder { CanaryPercent = 100 } };
        else if (!state.HasPrimary && (bakes || draft.Spec.Promotion.Mode == PromotionMode.Copy))
            OrderEverybody(draft);
        draft.LookAt(draft.Now);
    }

    /// <summary>Tries again to make stable what the canary is.</summary>
    public static void Again(Draft draft, string actor)
    {
        draft.State = draft.State with
        {
            Result = RunResult.None,
            EndedAt = null,
            UnreadySince = null,
            IsBaked = true,
            Said = [],
        };
        draft.Enter(Phase.Promoting);
        draft.Tell(
            NewsKind.Promoting,
            NewsSeverity.Info,
            $"{actor} tries again to make {draft.State.Revision} stable",
            actor
        );
        draft.LookAt(draft.Now);
    }

    /// <summary>Goes on promoting.</summary>
    public static void Go(Draft draft)
    {
        // Somebody may have cut short what everybody was to get first.
        if (draft.State.IsBaked && draft.Spec.Promotion.Mode == PromotionMode.Copy)
            draft.State = draft.State with { SizedFor = null };
        if (!draft.State.IsBaked)
            Baking.Go(draft);
        else if (draft.Spec.Promotion.Mode == PromotionMode.Swap)
            Swap(draft);
        else if (draft.State.HasPrimary)
            Copy(draft);
        else
            Give(draft);
    }

    /// <summary>Traffic goes back to stable, which is the new version; then the canary is taken down.</summary>
    public static void Finalise(Draft draft)
    {
        draft.LookAt(draft.Now + Pace.Watch);
        var isLate = draft.Now >= draft.State.PhaseChangedAt + draft.Spec.ProgressDeadline;
        if (!draft.IsProgrammed && !draft.State.IsDrained && !isLate)
        {
            Programming.Wait(draft);
            return;
        }

        if (draft.State.Traffic.CanaryPercent > 0)
        {
            if (draft.Now >= draft.State.NextCheckAt)
                GiveBack(draft);
            else
                draft.LookAt(draft.State.NextCheckAt);
            return;
        }

        if (!draft.State.IsDrained && draft.Spec.Scaling.KeepAfterPromotion is var keep && keep > TimeSpan.Zero)
        {
            draft.State = draft.State with { TakeDownAt = draft.Now + keep };
            Succeed(draft);
        }
        else if (!draft.State.IsDrained)
        {
            draft.State = draft.State with { IsDrained = true };
            draft.Because("stable has everything; the canary is taken down");
            draft.LookAt(draft.Now);
        }
        else if (draft.Seen.Target.IsFinalised)
        {
            Succeed(draft);
        }
    }

    /// <summary>The run has ended well.</summary>
    public static void Succeed(Draft draft)
    {
        Rollback.End(draft, RunResult.Promoted);
        draft.Enter(Phase.Succeeded);
        draft.Tell(NewsKind.Promoted, NewsSeverity.Info, $"{draft.State.Revision} is stable");
        draft.LookAt(draft.Now);
    }

    /// <summary>Everybody gets the canary.</summary>
    public static void OrderEverybody(Draft draft) => draft.Order(new TrafficOrder { CanaryPercent = 100 });

    /// <summary>The two backends change places in one order.</summary>
    private static void Swap(Draft draft)
    {
        if (draft.State is { HasPrimary: true, SizedFor: not null })
        {
            // It serves everybody in a moment: first it has the pods for that.
            if (Readying.CanaryIsReady(draft))
                draft.State = draft.State with { SizedFor = null };
            draft.LookAt(draft.Now);
            return;
        }

        if (draft.State.HasPrimary && !IsThrough(draft))
            return;
        draft.State = draft.State with { IsSwapped = !draft.State.IsSwapped };
        // The numbers may stay the same, but they mean other backends now.
        draft.Order(new TrafficOrder(), anyway: true);
        Versions.MarkPromoted(draft);
        draft.Enter(Phase.Finalising);
        draft.Because($"{draft.State.Revision} is stable: the two have changed places");
        draft.LookAt(draft.Now);
    }

    /// <summary>Stable is made like the canary, and gets its traffic back when it is ready.</summary>
    private static void Copy(Draft draft)
    {
        if (!IsThrough(draft))
        {
            draft.State = draft.State with { SettledAt = null };
            return;
        }

        if (!Settling.IsOver(draft))
        {
            draft.Because($"stable is {draft.State.Revision}: waits until edges know its pods");
            return;
        }

        Versions.MarkPromoted(draft);
        draft.Enter(Phase.Finalising);
        draft.Because($"stable is {draft.State.Revision} and ready: it gets its traffic back");
        GiveBack(draft);
        draft.LookAt(draft.Now);
    }

    private static void GiveBack(Draft draft)
    {
        var step = Percents.Of(draft.Spec.Analysis.StepWeightPromotion, draft.Spec.Analysis);
        var left = step > 0 ? Math.Max(0, draft.State.Traffic.CanaryPercent - step) : 0;
        draft.State = draft.State with { NextCheckAt = draft.Now + draft.Spec.Analysis.Interval };
        if (left == 0)
        {
            draft.OrderNothing();
            return;
        }

        draft.Order(draft.State.Traffic with { CanaryPercent = left, Match = [], MirrorPercent = 0 });
        draft.Tell(
            NewsKind.WeightSet,
            NewsSeverity.Info,
            $"the canary keeps {Percents.Text(left)} while stable warms up"
        );
    }

    /// <summary>There is nothing to be made: the canary serves everybody until the next run.</summary>
    private static void Give(Draft draft)
    {
        OrderEverybody(draft);
        if (!draft.IsProgrammed)
        {
            Programming.Wait(draft);
            return;
        }

        Versions.MarkPromoted(draft);
        Succeed(draft);
    }

    /// <summary>Whether stable runs the new version. When it does not become ready, the canary goes on serving and the run fails.</summary>
    private static bool IsThrough(Draft draft)
    {
        var target = draft.Seen.Target;
        draft.LookAt(draft.Now + Pace.Watch);
        if (target is { IsPromoted: true, Primary.IsReady: true })
            return true;
        var since = draft.State.UnreadySince ?? draft.Now;
        draft.State = draft.State with { UnreadySince = since };
        var why = target.Primary.IsReady
            ? "it is not the new version yet"
            : Readying.Why(target.Primary, "it is not ready");
        if (target.Primary.CanBecomeReady && draft.Now - since < draft.Spec.ProgressDeadline)
        {
            draft.Because($"{draft.State.Revision} becomes stable: {why}");
            return false;
        }

        OrderEverybody(draft);
        Rollback.End(draft, RunResult.PromotionFailed);
        draft.Enter(Phase.Failed);
        draft.Tell(
            NewsKind.PromotionFailed,
            NewsSeverity.Error,
            $"stable did not become {draft.State.Revision}: {why}; the canary serves everybody until somebody mends it and retries"
        );
        return false;
    }
}
