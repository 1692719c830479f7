using Serinus.Delivery;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Run;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Statistics;
using Serinus.Rollouts.Steps;

namespace Serinus.Admin.Rollouts;

/// <summary>Makes answers of what is known of rollouts.</summary>
public static class RolloutAnswers
{
    /// <summary>A rollout as it stands.</summary>
    /// <param name="view">What is known.</param>
    /// <param name="split">How its requests were split.</param>
    public static RolloutAnswer Of(RolloutView view, ObservedSplit split)
    {
        var (spec, state) = (view.Spec, view.State);
        var rates = ArmRate.Of(view.Recent, view.At);
        var forecast = view.Forecast;
        return Of(spec, state) with
        {
            Version = RolloutDesk.VersionOf(view),
            Weight = WeightOf(view, split),
            CanaryArm = ArmOf(state.Canary, rates?.Canary),
            StableArm = ArmOf(state.Stable, rates?.Stable),
            TakenOut = view.Edges.TakenOut,
            Trouble = view.Trouble ?? view.Target.Unknown,
            NextAt = view.NextAt,
            EndsAt = forecast.EndsAt,
            EndsAtEarliest = forecast.IsAtLeast,
        };
    }

    /// <summary>A run as it was remembered, such as one that ended.</summary>
    public static RolloutAnswer Of(RolloutSpec spec, RunState state)
    {
        var plan = StepPlan.Of(spec.Analysis);
        var (stable, canary) = state.IsSwapped ? (spec.Canary, spec.Stable) : (spec.Stable, spec.Canary);
        return new RolloutAnswer
        {
            Name = spec.Name,
            Version = "",
            Phase = state.Phase.ToString(),
            Result = state.Result.ToString(),
            Run = state.Run,
            IsRunning = state.IsRunning,
            Revision = state.Revision,
            StableRevision = state.StableRevision,
            Promoted = state.Promoted,
            Stable = stable,
            Canary = canary,
            Routes = spec.Routes,
            Steps = [.. plan.Steps.Select(step => new StepAnswer(step.Text, step.Percent))],
            Step = state.Run == 0 ? 0 : Math.Min(state.Step + 1, plan.Count),
            Weight = new WeightAnswer { Desired = state.Traffic.CanaryPercent },
            CanaryArm = ArmOf(state.Canary, null),
            StableArm = ArmOf(state.Stable, null),
            Metrics = MetricsOf(spec, state),
            FailedChecks = state.FailedChecks,
            Threshold = spec.Analysis.Threshold,
            Paused = state.Paused,
            WantsConsent = state.IsRunning && WantsConsent(state, plan),
            Reason = state.Reason,
            StartedAt = state.StartedAt,
            StepStartedAt = state.StepStartedAt,
            NextCheckAt = state.NextCheckAt,
            EndedAt = state.EndedAt,
            Timeline =
            [
                .. state.Timeline.Select(entry => new TimelineAnswer(
                    entry.At,
                    entry.Kind.ToString(),
                    entry.Text,
                    entry.Actor
                )),
            ],
        };
    }

    private static bool WantsConsent(RunState state, StepPlan plan) =>
        state.Paused is not null
        || (
            state is { Phase: Phase.Progressing, IsStepDone: false }
            && state.Step < plan.Count
            && plan[state.Step].Kind == StepKind.Approval
        );

    private static WeightAnswer WeightOf(RolloutView view, ObservedSplit split)
    {
        var (edges, traffic) = (view.Edges, view.State.Traffic);
        var isProgrammed =
            edges.Count > 0 && edges.Generation == traffic.Generation && edges.Acknowledged >= edges.Count;
        return new WeightAnswer
        {
            Desired = traffic.CanaryPercent,
            Programmed = isProgrammed ? traffic.CanaryPercent : null,
            Edges = edges.Count,
            Acknowledged = edges.Generation == traffic.Generation ? edges.Acknowledged : 0,
            Observed = split.Percent,
            Requests = split.All,
        };
    }

    private static ArmAnswer ArmOf(ArmTotals totals, ArmRate? rate) =>
        new()
        {
            Requests = totals.Requests,
            Errors = totals.Errors,
            Rate = rate?.RequestsPerSecond,
            ErrorPercent = rate?.ErrorPercent,
            MedianMilliseconds = rate?.Median,
            P99Milliseconds = rate?.P99,
        };

    private static MetricAnswer[] MetricsOf(RolloutSpec spec, RunState state)
    {
        var metrics = MetricSet.Of(spec.Analysis);
        var verdicts = state.Metrics.IsEmpty
            ? []
            : Comparisons
                .Judge(spec.Analysis, state.Metrics, [], null)
                .Metrics.ToDictionary(verdict => verdict.Name, StringComparer.Ordinal);
        return
        [
            .. metrics.All.Select(metric =>
                MetricOf(
                    metric.Name,
                    state.Metrics.GetValueOrDefault(metric.Name) ?? new MetricState(),
                    verdicts.GetValueOrDefault(metric.Name)
                )
            ),
        ];
    }

    private static MetricAnswer MetricOf(string name, MetricState state, MetricVerdict? verdict) =>
        new()
        {
            Name = name,
            Verdict =
                verdict is not null ? Word(verdict.Verdict)
                : state.MeasuredInStep == 0 ? Word(Verdict.Inconclusive)
                : state.PassedInStep == state.MeasuredInStep ? Word(Verdict.Pass)
                : Word(Verdict.Fail),
            Text = verdict?.Reason ?? state.Text,
            Value = state.Value,
            Passed = state.Passed,
            Failed = state.Failed,
            Inconclusive = state.Inconclusive,
            Evidence = verdict is null ? null : EvidenceOf(verdict),
        };

    private static EvidenceAnswer EvidenceOf(MetricVerdict verdict) =>
        new()
        {
            Harm = verdict.LogHarm,
            HarmLine = verdict.HarmLine,
            Safe = verdict.LogSafe,
            SafeLine = verdict.SafeLine,
            CanaryRequests = verdict.Totals.Canary.Requests,
            CanaryBad = verdict.Totals.Canary.Bad,
            StableRequests = verdict.Totals.Stable.Requests,
            StableBad = verdict.Totals.Stable.Bad,
            SlowerThanMilliseconds = verdict.SlowerThan?.TotalMilliseconds,
            MoreRequests = verdict.MoreRequests,
        };

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
