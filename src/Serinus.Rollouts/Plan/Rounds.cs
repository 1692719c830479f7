using System.Collections.Immutable;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Rollouts.Steps;

namespace Serinus.Rollouts.Plan;

/// <summary>Rounds of checks: every interval each hook of a check is asked and each metric is looked at.</summary>
internal static class Rounds
{
    private static readonly PlannedStep Everybody = new()
    {
        Kind = StepKind.Check,
        Text = "everybody",
        Percent = 100,
    };

    /// <summary>The step whose checks go on; null when none do.</summary>
    public static PlannedStep? Step(RolloutSpec spec, RunState state, StepPlan plan)
    {
        if (!state.IsRunning || state.Paused is not null || spec.SkipAnalysis || state.SkipsChecks)
            return null;
        return state.Phase switch
        {
            Phase.Progressing when state.StepReachedAt is not null && state.Step < plan.Count => plan[
                state.Step
            ].IsChecked
                ? plan[state.Step]
                : null,
            Phase.WaitingPromotion when plan.HasChecks => plan[^1] with { Kind = StepKind.Check },
            Phase.Promoting when state is { IsBaked: false, BakeUntil: not null } => Everybody,
            _ => null,
        };
    }

    /// <summary>Whether it is time for a round.</summary>
    public static bool IsDue(RunState state, DateTimeOffset now) => state.NextCheckAt is { } at && now >= at;

    /// <summary>Metrics that a round measures, outside or at the edge.</summary>
    public static IEnumerable<MetricSpec> Measured(
        RolloutSpec spec,
        RunState state,
        PlannedStep step,
        DateTimeOffset now
    ) =>
        MetricSet
            .Of(spec.Analysis)
            .Measured.Where(metric =>
                now >= (state.StepReachedAt ?? state.StepStartedAt) + MetricSet.Delay(metric, spec.Analysis)
                && (
                    step.Kind == StepKind.Analysis
                        ? IsNamed(step, metric) && !Tally.IsDone(metric, state.Metrics.GetValueOrDefault(metric.Name))
                        : !Tally.IsSpent(metric, state.Metrics.GetValueOrDefault(metric.Name))
                )
            );

    /// <summary>Whether a step looks at a metric.</summary>
    public static bool IsNamed(PlannedStep step, MetricSpec metric) =>
        step.Metrics.IsEmpty || step.Metrics.Contains(metric.Name);

    /// <summary>What a round found; null while answers are still out.</summary>
    public static RoundResult? Evaluate(Draft draft, PlannedStep step)
    {
        var hooks = Gates.Hooks(draft.Spec, HookKind.Rollout);
        var metrics = Measured(draft.Spec, draft.State, step, draft.Now).ToArray();
        var missing = Missing(draft, hooks, metrics);
        if (missing is not null)
        {
            draft.LookAt(draft.Now + Pace.Watch);
            draft.Because($"{Place(draft)}: asks {missing}");
            return null;
        }

        var results = new List<RoundResult>();
        foreach (var hook in hooks)
        {
            var answer = draft.Answer(hook)!;
            if (!answer.IsPassed)
                results.Add(new RoundResult(Verdict.Fail, $"hook {hook.Name} answers {answer.Text}"));
        }

        foreach (var metric in metrics)
            results.Add(Measure(draft, step, metric));
        if (step.Kind == StepKind.Check)
            results.AddRange(Comparison.Data(draft, step));
        return Worst(results);
    }

    private static string? Missing(Draft draft, ImmutableArray<HookSpec> hooks, MetricSpec[] metrics) =>
        hooks.FirstOrDefault(hook => !draft.Seen.Hooks.ContainsKey(hook.Name))?.Name
        ?? metrics
            .FirstOrDefault(metric => metric.Source is not null && !draft.Seen.Measured.ContainsKey(metric.Name))
            ?.Name;

    private static RoundResult Measure(Draft draft, PlannedStep step, MetricSpec metric)
    {
        Measurement found;
        if (metric.Source is null)
        {
            found = EdgeMetrics.Measure(metric, draft.State.Window, draft.Now);
            // Where the plan sends the canary nothing, no requests are no fault of its own.
            if (found is { Value: null, Error: null } && !step.SendsRequests)
                return new RoundResult(Verdict.Pass, "");
        }
        else
        {
            found = draft.Seen.Measured[metric.Name];
            draft.Use("metric:" + metric.Name);
        }

        var (state, outcome) = Tally.Add(
            metric,
            draft.State.Metrics.GetValueOrDefault(metric.Name) ?? new MetricState(),
            found
        );
        draft.State = draft.State with { Metrics = draft.State.Metrics.SetItem(metric.Name, state) };
        return metric.DryRun
            ? new RoundResult(Verdict.Pass, "")
            : new RoundResult(outcome.Verdict, outcome.Text, outcome.IsFinal);
    }

    /// <summary>A failure counts before what cannot be told, and what is final before what is let pass.</summary>
    private static RoundResult Worst(List<RoundResult> results)
    {
        var fails = results.Where(one => one.Verdict == Verdict.Fail).ToArray();
        if (fails.Length > 0)
            return fails.FirstOrDefault(one => one.IsFinal) ?? fails[0];
        var unknown = results.Where(one => one.Verdict == Verdict.Inconclusive).ToArray();
        if (unknown.Length > 0)
            return unknown.FirstOrDefault(one => one.IsFinal) ?? unknown[0];
        return new RoundResult(
            Verdict.Pass,
            string.Join("; ", results.Select(one => one.Text).Where(text => text.Length > 0))
        );
    }

    /// <summary>Where a run stands, in words.</summary>
    public static string Place(Draft draft) =>
        draft.State.Phase switch
        {
            Phase.WaitingPromotion => "behind its steps",
            Phase.Promoting => "while it is watched",
            _ => draft.Plan.Place(draft.State.Step),
        };
}
