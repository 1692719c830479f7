using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Statistics;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>A step that lasts until its metrics have a verdict: compared ones by their evidence, others by rounds of measurements.</summary>
internal static class AnalysisStep
{
    public static void Go(Draft draft, PlannedStep step)
    {
        var needsRounds = NeedsRounds(draft, step);
        var round = needsRounds ? Checks.Round(draft, step) : null;
        if (draft.State is not { IsRunning: true, Paused: null, IsStepDone: false })
            return;
        draft.LookAt(draft.Now + Pace.Watch);
        var compared = Comparison.Judge(draft, step);
        if (compared.Verdict == Verdict.Pass && (!needsRounds || (draft.State.Iterations > 0 && AreDone(draft, step))))
        {
            Stepping.Complete(draft, compared.Text);
            return;
        }

        var sequential = draft.Spec.Analysis.Sequential;
        var text = compared.Verdict == Verdict.Pass && round is not null ? round.Text : compared.Text;
        if (draft.Now >= draft.State.StepReachedAt + sequential.MaxStepDuration)
            Checks.Inconclusive(draft, text);
        else if (round is null or { Verdict: Verdict.Pass })
            draft.Because($"{draft.Plan.Place(draft.State.Step)}: {text}");
    }

    // What is only tried is measured like the rest; it is not waited for.
    private static bool NeedsRounds(Draft draft, PlannedStep step) =>
        !Gates.Hooks(draft.Spec, Spec.HookKind.Rollout).IsEmpty
        || MetricSet.Of(draft.Spec.Analysis).Measured.Any(metric => Rounds.IsNamed(step, metric));

    private static bool AreDone(Draft draft, PlannedStep step) =>
        MetricSet
            .Of(draft.Spec.Analysis)
            .Measured.Where(metric => Rounds.IsNamed(step, metric) && !metric.DryRun)
            .All(metric => Tally.IsDone(metric, draft.State.Metrics.GetValueOrDefault(metric.Name)));
}
