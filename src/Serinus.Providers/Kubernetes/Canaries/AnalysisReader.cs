using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Says what the analysis of a Canary asks for.</summary>
internal sealed class AnalysisReader(CanaryObject canary, CanaryReferences references, ObjectProblems problems)
{
    private const string Field = "spec.analysis";

    public AnalysisSpec Read()
    {
        var asked = canary.Spec.Analysis ?? canary.Spec.CanaryAnalysis ?? new CanaryAnalysis();
        Check(asked);
        var metrics = new MetricReader(canary, references, problems);
        return new AnalysisSpec
        {
            Interval = asked.Interval,
            Threshold = asked.Threshold,
            StepWeight = asked.StepWeight,
            StepWeights = asked.StepWeights,
            MaxWeight = asked.MaxWeight ?? asked.WeightTotal,
            StepWeightPromotion = asked.StepWeightPromotion,
            WeightTotal = asked.WeightTotal,
            Iterations = asked.Iterations,
            Match = MatchesOf(asked.Match),
            Mirror = asked.Mirror,
            MirrorWeight = asked.MirrorWeight,
            Steps = [.. asked.Steps.Select(StepOf).OfType<StepSpec>()],
            Metrics =
            [
                .. asked
                    .Metrics.Select(
                        (metric, i) => metrics.Read(metric, asked.Sequential.Enabled, $"{Field}.metrics[{i}]")
                    )
                    .OfType<MetricSpec>(),
            ],
            BackgroundFromStep = asked.BackgroundFromStep,
            Sequential = SequentialOf(asked.Sequential),
            Hooks = [.. asked.Webhooks.Select(HookOf)],
            Alerts = new AlertReader(canary, references, problems).Read(asked.Alerts, $"{Field}.alerts"),
            SessionAffinity = asked.SessionAffinity is { } affinity ? AffinityOf(affinity) : null,
            PrimaryReadyPercent = asked.PrimaryReadyThreshold,
            CanaryReadyPercent = asked.CanaryReadyThreshold,
        };
    }

    private void Check(CanaryAnalysis asked)
    {
        var hasWay = asked.StepWeight > 0 || !asked.StepWeights.IsEmpty || asked.Iterations > 0 || !asked.Steps.IsEmpty;
        if (!hasWay && !canary.Spec.SkipAnalysis)
            problems.Error(
                Field,
                "it says no way to go",
                "give steps, stepWeight, stepWeights or iterations, or skipAnalysis: true to promote without checks"
            );
        for (var i = 0; i < asked.StepWeights.Length; i++)
            CheckWeight($"{Field}.stepWeights[{i}]", asked.StepWeights[i], asked.WeightTotal);
        for (var i = 0; i < asked.Steps.Length; i++)
        {
            if (asked.Steps[i].SetWeight is { } weight)
                CheckWeight($"{Field}.steps[{i}].setWeight", weight, asked.WeightTotal);
            foreach (var name in asked.Steps[i].Analysis?.Metrics ?? [])
            {
                if (!asked.Metrics.Any(metric => metric.Name == name))
                    problems.Error(
                        $"{Field}.steps[{i}].analysis.metrics",
                        $"there is no metric {ObjectProblems.Shown(name)} in analysis.metrics",
                        "name one of them, or leave the list out for all"
                    );
            }
        }

        if (asked.MaxWeight is { } max)
            CheckWeight($"{Field}.maxWeight", max, asked.WeightTotal);
        foreach (var twice in asked.Metrics.GroupBy(metric => metric.Name).Where(group => group.Count() > 1))
            problems.Error($"{Field}.metrics", $"metric {ObjectProblems.Shown(twice.Key)} is given twice", "keep one");
        for (var i = 0; i < asked.Steps.Length; i++)
        {
            // Answers are told apart by name: the yes of a step must not be taken for that of a rollback hook.
            if (asked.Steps[i].Webhook is { } step && asked.Webhooks.Any(hook => hook.Name == step.Name))
                problems.Error(
                    $"{Field}.steps[{i}].webhook.name",
                    $"there is another webhook named {ObjectProblems.Shown(step.Name)} in analysis.webhooks",
                    "rename one"
                );
        }
    }

    private void CheckWeight(string field, decimal weight, decimal total)
    {
        if (weight < 0 || weight > total)
            problems.Error(field, $"weight {weight} is not of 0 to {total}", "write a part of weightTotal");
    }

    private static StepSpec? StepOf(CanaryStep step) =>
        step switch
        {
            { SetWeight: { } weight } => new StepSpec.SetWeight(weight),
            { Pause: { } pause } => new StepSpec.Pause(pause.Duration),
            { Analysis: { } analysis } => new StepSpec.Analysis(analysis.Metrics),
            { Approval: { } approval } => new StepSpec.Approval(approval.Timeout, approval.OnTimeout),
            { SetHeaderRoute: { } route } => new StepSpec.SetHeaderRoute(MatchesOf(route.Match)),
            { SetMirrorRoute: { } mirror } => new StepSpec.SetMirror(mirror.Percentage),
            { SetCanaryScale: { } scale } => new StepSpec.SetCanaryScale(scale.Replicas, scale.Weight),
            { Webhook: { } hook } => new StepSpec.Webhook(HookOf(hook)),
            // It says nothing, which was reported when it was read.
            _ => null,
        };

    private static ImmutableArray<RequestMatchSpec> MatchesOf(ImmutableArray<RequestMatch> matches) =>
        [.. matches.Select(MatchOf).Where(match => !match.Values.IsEmpty)];

    private static RequestMatchSpec MatchOf(RequestMatch match) =>
        new()
        {
            Values =
            [
                .. match
                    .Headers.OrderBy(header => header.Key, StringComparer.Ordinal)
                    .Select(header => ValueOf(header.Value) with { Header = header.Key }),
                .. match
                    .Cookies.OrderBy(cookie => cookie.Key, StringComparer.Ordinal)
                    .Select(cookie => ValueOf(cookie.Value) with { Cookie = cookie.Key }),
            ],
        };

    private static ValueSpec ValueOf(TextMatch match) =>
        match switch
        {
            { Exact: { } text } => new ValueSpec { Test = ValueTest.Exact, Text = text },
            { Prefix: { } text } => new ValueSpec { Test = ValueTest.Prefix, Text = text },
            { Suffix: { } text } => new ValueSpec { Test = ValueTest.Suffix, Text = text },
            { Regex: { } text } => new ValueSpec { Test = ValueTest.Regex, Text = text },
            _ => new ValueSpec { Test = ValueTest.Present },
        };

    private static SequentialSpec SequentialOf(SequentialTest test) =>
        new()
        {
            Alpha = test.Alpha,
            Beta = test.Beta,
            ErrorMargin = test.ErrorMargin,
            LatencyMargin = test.LatencyMargin,
            LatencyEdges = test.LatencyEdges,
            BunchMax = test.BunchMax,
            MaxStepDuration = test.MaxStepDuration,
            OnInconclusive = test.OnInconclusive,
            FastFailErrors = test.FastFail.MinErrors,
            FastFailRate = test.FastFail.Rate,
        };

    private static HookSpec HookOf(CanaryWebhook hook) =>
        new()
        {
            Kind = hook.Type,
            Name = hook.Name,
            Url = hook.Url,
            Timeout = hook.Timeout,
            Retries = hook.Retries,
            Metadata = hook.Metadata,
            MuteAlert = hook.MuteAlert,
            DisableTls = hook.DisableTls,
        };

    private static SessionAffinitySpec AffinityOf(SessionAffinity affinity) =>
        new()
        {
            CookieName = affinity.CookieName,
            PrimaryCookieName = affinity.PrimaryCookieName,
            MaxAge = TimeSpan.FromSeconds(affinity.MaxAge),
        };
}
