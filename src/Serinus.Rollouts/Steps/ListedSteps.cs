using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Steps;

/// <summary>Steps that were written one by one: each goes on from the traffic of the one before.</summary>
internal static class ListedSteps
{
    public static ImmutableArray<PlannedStep> Of(AnalysisSpec analysis)
    {
        var steps = ImmutableArray.CreateBuilder<PlannedStep>(analysis.Steps.Length);
        var last = new PlannedStep
        {
            Kind = StepKind.Traffic,
            Text = "",
            Match = analysis.Match,
        };
        foreach (var step in analysis.Steps)
        {
            last = Next(Bare(last), step, analysis);
            steps.Add(last);
        }

        return steps.MoveToImmutable();
    }

    /// <summary>The traffic of a step without what ended it.</summary>
    private static PlannedStep Bare(PlannedStep step) =>
        step with
        {
            Kind = StepKind.Traffic,
            Metrics = [],
            Duration = null,
            OnTimeout = default,
            Hook = null,
        };

    private static PlannedStep Next(PlannedStep last, StepSpec step, AnalysisSpec analysis) =>
        step switch
        {
            StepSpec.SetWeight set => Weigh(last, Percents.Of(set.Weight, analysis)),
            StepSpec.SetHeaderRoute route => last with
            {
                Match = route.Match,
                Text = route.Match.IsEmpty ? "no matched requests" : "matched requests",
            },
            StepSpec.SetMirror mirror => last with
            {
                MirrorPercent = mirror.Percent,
                Text = mirror.Percent == 0 ? "no copies" : $"copies of {Percents.Text(mirror.Percent)}",
            },
            StepSpec.SetCanaryScale scale => last with
            {
                CanaryReplicas = scale.Replicas,
                CanaryScale = scale.Percent,
                Text =
                    scale.Replicas is { } replicas ? $"{replicas} replicas"
                    : scale.Percent is { } percent ? $"replicas: {Percents.Text(percent)} of stable's"
                    : "replicas by weight",
            },
            StepSpec.Pause pause => last with
            {
                Kind = StepKind.Pause,
                Duration = pause.Duration,
                Text = pause.Duration is { } time ? $"pause {Times.Text(time)}" : "pause",
            },
            StepSpec.Analysis checks => last with
            {
                Kind = StepKind.Analysis,
                Metrics = checks.Metrics,
                Text = checks.Metrics.IsEmpty ? "analysis" : $"analysis of {string.Join(", ", checks.Metrics)}",
            },
            StepSpec.Approval approval => last with
            {
                Kind = StepKind.Approval,
                Duration = approval.Timeout,
                OnTimeout = approval.OnTimeout,
                Text = "approval",
            },
            StepSpec.Webhook webhook => last with
            {
                Kind = StepKind.Webhook,
                Hook = webhook.Hook,
                Text = $"webhook {webhook.Hook.Name}",
            },
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "a step of no known kind"),
        };

    private static PlannedStep Weigh(PlannedStep last, decimal percent) =>
        last with
        {
            Percent = percent,
            Text = Percents.Text(percent),
        };
}
