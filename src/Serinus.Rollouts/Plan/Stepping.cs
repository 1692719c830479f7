using System.Globalization;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>A run on its way through the steps of its plan; at most one step a decision.</summary>
internal static class Stepping
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
        if (draft.SkipsChecks)
        {
            Promotion.Begin(draft);
            return;
        }

        if (draft.State.PlanKey != draft.Plan.Key)
        {
            Replanning.Go(draft);
            return;
        }

        if (draft.State.StepStartedAt is null)
        {
            if (PreRollout.IsThrough(draft))
                Enter(draft, draft.State.Step);
            return;
        }

        Progress(draft, draft.Plan[draft.State.Step]);
        if (draft.State is { IsStepDone: true, IsRunning: true, Paused: null, Phase: Phase.Progressing })
            Enter(draft, draft.State.Step + 1);
    }

    /// <summary>Enters a step, or promotes behind the last, if everything that guards its traffic lets it.</summary>
    private static void Enter(Draft draft, int index)
    {
        if (index >= draft.Plan.Count)
        {
            Promotion.Try(draft);
            return;
        }

        var step = draft.Plan[index];
        var wanted = Traffic(draft, step);
        if (!Sizing.IsEnough(draft, wanted) || !Sizing.StableIsEnough(draft, wanted))
            return;
        if (Gates.Rises(draft.State.Traffic, step) && !MayRise(draft, step))
            return;

        draft.State = draft.State with
        {
            Step = index,
            IsStepDone = false,
            StepStartedAt = draft.Now,
            StepReachedAt = null,
            NextCheckAt = null,
            NextHookAt = null,
            Iterations = 0,
            StepRequests = 0,
            IsWindowOverridden = false,
            Said = [],
            Metrics = Comparisons.NextStep(
                draft.Spec.Analysis,
                draft.State.Metrics,
                step.Percent != draft.State.Traffic.CanaryPercent
            ),
        };
        var before = draft.State.Traffic;
        draft.Order(wanted);
        Sizing.Ordered(draft, before);
        draft.LookAt(draft.Now);
        if (step.Percent != before.CanaryPercent)
        {
            draft.Tell(
                NewsKind.WeightSet,
                NewsSeverity.Info,
                $"{draft.State.Revision} gets {Percents.Text(step.Percent)}, {draft.Plan.Place(index)}"
            );
        }
        else
        {
            draft.Because(draft.Plan.Place(index));
        }

        Begin(draft, step);
    }

    private static bool MayRise(Draft draft, PlannedStep step) =>
        Gates.IsOpen(draft)
        && Groups.LetRise(draft, Math.Max(step.Percent, draft.State.Traffic.CanaryPercent))
        && Gates.Pass(draft, HookKind.ConfirmTrafficIncrease);

    /// <summary>What a step orders.</summary>
    public static TrafficOrder Traffic(Draft draft, PlannedStep step) =>
        new()
        {
            CanaryPercent = step.Percent,
            Match = step.Match,
            MirrorPercent = step.MirrorPercent,
            CanaryReplicas = step.CanaryReplicas,
            CanaryScale = step.CanaryScale,
            KeepsUsers = draft.Spec.Analysis.SessionAffinity is not null,
        };

    /// <summary>What people hear as a step begins that waits for them.</summary>
    private static void Begin(Draft draft, PlannedStep step)
    {
        if (step.Kind == StepKind.Approval)
        {
            draft.Tell(
                NewsKind.ApprovalWanted,
                NewsSeverity.Warn,
                $"{draft.Plan.Place(draft.State.Step)}: {draft.State.Revision} waits for somebody to promote it"
                    + (step.Duration is { } time ? $" until {Times.At(draft.Now + time)}" : "")
            );
        }
        else if (step is { Kind: StepKind.Pause, Duration: null })
        {
            Standstill.Pause(draft, $"{draft.Plan.Place(draft.State.Step)}: waits until somebody promotes it");
        }
    }

    private static void Progress(Draft draft, PlannedStep step)
    {
        if (draft.State.StepReachedAt is null && !Reach(draft, step))
            return;
        if (draft.State.IsStepDone && !step.IsChecked)
            return;
        switch (step.Kind)
        {
            case StepKind.Traffic:
                Complete(draft, "every edge has its traffic");
                break;
            case StepKind.Check:
                Check(draft, step);
                break;
            case StepKind.Analysis:
                AnalysisStep.Go(draft, step);
                break;
            case StepKind.Pause:
                WaitFor(draft, step.Duration);
                break;
            case StepKind.Approval:
                Approve(draft, step);
                break;
            case StepKind.Webhook:
                Ask(draft, step.Hook!);
                break;
        }
    }

    /// <summary>The step counts from the moment every edge has its traffic.</summary>
    private static bool Reach(Draft draft, PlannedStep step)
    {
        if (!draft.IsProgrammed)
        {
            Programming.Wait(draft);
            return false;
        }

        draft.State = draft.State with
        {
            StepReachedAt = draft.Now,
            StepRequests = 0,
            SizedFor = null,
            ServedPercent = draft.State.Traffic.CanaryPercent,
        };
        draft.State = draft.State with { NextCheckAt = FirstRound(draft, step) };
        return true;
    }

    private static DateTimeOffset? FirstRound(Draft draft, PlannedStep step) =>
        step.Kind switch
        {
            StepKind.Check => draft.Now + MetricSet.FirstCheck(draft.Spec.Analysis),
            StepKind.Analysis => draft.Now,
            _ => null,
        };

    private static void Check(Draft draft, PlannedStep step)
    {
        var result = Checks.Round(draft, step);
        if (draft.State is not { IsRunning: true, Paused: null })
            return;
        if (result is { Verdict: Verdict.Pass } && !draft.State.IsStepDone && draft.State.Iterations >= step.Checks)
        {
            Complete(draft, result.Text.Length > 0 ? result.Text : "its checks passed");
            return;
        }

        if (draft.State.IsStepDone)
            return;
        var gives = draft.State.StepReachedAt + draft.Spec.Analysis.Sequential.MaxStepDuration;
        if (result is { Verdict: Verdict.Inconclusive } && draft.Now >= gives)
            Checks.Inconclusive(draft, result.Text);
        else if (result is null or { Verdict: Verdict.Pass })
            draft.Because(Text(draft, step));
    }

    private static string Text(Draft draft, PlannedStep step)
    {
        var count = step.Checks > 1 ? $"check {draft.State.Iterations + 1} of {step.Checks}" : "its check";
        var when = draft.State.NextCheckAt is { } at ? $" at {Times.At(at)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{draft.Plan.Place(draft.State.Step)}: {count}{when}");
    }

    private static void WaitFor(Draft draft, TimeSpan? duration)
    {
        if (draft.State.IsStepDone)
            return;
        var until = draft.State.StepReachedAt + duration;
        if (draft.Now >= until)
            Complete(draft, "its time is over");
        else if (until is { } at)
            draft.Because($"{draft.Plan.Place(draft.State.Step)}: goes on at {Times.At(at)}");
        draft.LookAt(until);
    }

    private static void Approve(Draft draft, PlannedStep step)
    {
        if (draft.State.IsStepDone)
            return;
        var until = draft.State.StepReachedAt + step.Duration;
        draft.LookAt(until);
        if (!(draft.Now >= until))
            return;
        var text = $"{draft.Plan.Place(draft.State.Step)}: nobody approved in {Times.Text(step.Duration!.Value)}";
        switch (step.OnTimeout)
        {
            case TimeoutAction.Rollback:
                Rollback.Run(draft, text);
                break;
            case TimeoutAction.Continue:
                Complete(draft, text + ", and it goes on as was asked for");
                break;
            default:
                draft.State = draft.State with { StepReachedAt = draft.Now };
                Standstill.Pause(draft, text);
                break;
        }
    }

    private static void Ask(Draft draft, HookSpec hook)
    {
        if (draft.State.IsStepDone)
            return;
        var place = draft.Plan.Place(draft.State.Step);
        if (draft.Answer(hook) is not { } answer)
        {
            draft.LookAt(draft.State.NextHookAt ?? draft.Now + Pace.Watch);
            draft.Because($"{place}: asks {hook.Name}");
            return;
        }

        if (answer.IsPassed)
        {
            Complete(draft, $"{hook.Name} answers {answer.Text}");
            return;
        }

        var text = $"{place}: {hook.Name} answers {answer.Text}";
        draft.State = draft.State with { NextHookAt = draft.Now + Pace.Hooks(draft.Spec.Analysis) };
        draft.LookAt(draft.State.NextHookAt);
        if (draft.Now >= draft.State.StepReachedAt + draft.Spec.Analysis.Sequential.MaxStepDuration)
            Checks.Inconclusive(draft, text);
        else
            draft.TellOnce("webhook", NewsKind.Waiting, NewsSeverity.Info, text);
    }

    /// <summary>The step is over; gates may still keep the run from the next.</summary>
    public static void Complete(Draft draft, string why)
    {
        draft.State = draft.State with { IsStepDone = true, NextHookAt = null };
        draft.Tell(NewsKind.StepCompleted, NewsSeverity.Info, $"{draft.Plan.Place(draft.State.Step)} is over: {why}");
    }
}
