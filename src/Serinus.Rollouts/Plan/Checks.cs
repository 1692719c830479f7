using System.Globalization;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>What follows from checks.</summary>
internal static class Checks
{
    /// <summary>Makes a round when it is due, and what follows from a failure.</summary>
    /// <returns>What it found; null when there was none, or when the run was rolled back or stands still because of it.</returns>
    public static RoundResult? Round(Draft draft, PlannedStep step)
    {
        if (!Rounds.IsDue(draft.State, draft.Now))
        {
            draft.LookAt(draft.State.NextCheckAt);
            return null;
        }

        if (Rounds.Evaluate(draft, step) is not { } result)
            return null;
        draft.State = draft.State with { NextCheckAt = draft.Now + draft.Spec.Analysis.Interval };
        draft.LookAt(draft.State.NextCheckAt);
        switch (result.Verdict)
        {
            case Verdict.Fail:
                return Failed(draft, result) ? null : result;
            case Verdict.Inconclusive when result.IsFinal:
                Inconclusive(draft, result.Text);
                return null;
            case Verdict.Inconclusive:
                draft.TellOnce(
                    "inconclusive",
                    NewsKind.CheckInconclusive,
                    NewsSeverity.Info,
                    $"{Rounds.Place(draft)} cannot be judged yet: {result.Text}"
                );
                return result;
            default:
                draft.State = draft.State with { Iterations = draft.State.Iterations + 1 };
                return result;
        }
    }

    /// <summary>A step without a verdict is over: what is done then is asked for.</summary>
    public static void Inconclusive(Draft draft, string text)
    {
        switch (draft.Spec.Analysis.Sequential.OnInconclusive)
        {
            case TimeoutAction.Rollback:
                Rollback.Run(draft, $"{Rounds.Place(draft)} could not be judged: {text}");
                return;
            case TimeoutAction.Continue:
                draft.State = draft.State with { IsStepDone = true };
                draft.Tell(
                    NewsKind.CheckInconclusive,
                    NewsSeverity.Warn,
                    $"{Rounds.Place(draft)} could not be judged and goes on, as was asked for: {text}"
                );
                draft.LookAt(draft.Now);
                return;
            default:
                // Whoever lets it go on gives it the whole time again.
                draft.State = draft.State with
                {
                    StepReachedAt = draft.Now,
                    Said = draft.State.Said.Remove("inconclusive"),
                };
                Standstill.Pause(draft, $"stands still, {Rounds.Place(draft)} could not be judged: {text}");
                return;
        }
    }

    /// <summary>A failed check counts; whether it was one too many.</summary>
    public static bool Failed(Draft draft, RoundResult result)
    {
        var failed = draft.State.FailedChecks + 1;
        var threshold = draft.Spec.Analysis.Threshold;
        draft.State = draft.State with { FailedChecks = failed, IsStepDone = false };
        if (result.IsFinal)
            return Rollback.Run(draft, $"{Rounds.Place(draft)}: {result.Text}");
        if (failed >= threshold)
        {
            return Rollback.Run(
                draft,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Rounds.Place(draft)}: {result.Text} ({failed} of {threshold} checks failed)"
                )
            );
        }

        draft.Tell(
            NewsKind.CheckFailed,
            NewsSeverity.Warn,
            string.Create(
                CultureInfo.InvariantCulture,
                $"a check failed ({failed} of {threshold}) at {Rounds.Place(draft)}: {result.Text}"
            )
        );
        return false;
    }
}
