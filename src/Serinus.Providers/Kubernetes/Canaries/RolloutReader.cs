using System.Collections.Immutable;
using System.Globalization;
using Serinus.Providers.Kubernetes.Annotations;
using Serinus.Providers.Kubernetes.Objects;
using Serinus.Rollouts.Analysis;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Says what a Canary asks for, in the words of rollouts. Pure: the same object and references mean the same.</summary>
/// <param name="canary">The object; one that can be read.</param>
/// <param name="references">What it may refer to.</param>
/// <param name="problems">Where problems go; an error means that the rollout stands still.</param>
internal sealed class RolloutReader(CanaryObject canary, CanaryReferences references, ObjectProblems problems)
{
    /// <summary>The rollout; null when the object does not say what is moved.</summary>
    /// <param name="routes">Names of the routes it moves.</param>
    public RolloutSpec? Read(ImmutableArray<string> routes)
    {
        var spec = canary.Spec;
        IgnoredFields.Report(spec, problems);
        if (canary.Served is not { } arms)
        {
            problems.Error(
                "spec.routeRefs",
                "a target of kind Service needs the Service that is stable",
                "add routeRefs: - { kind: Ingress, name: INGRESS, stable: SERVICE }"
            );
            return null;
        }

        if (spec.TargetRef.Kind != TargetKind.Service && spec.Service is null)
            problems.Error("spec.service", "it is missing", "add service, with the port of the workload's Services");
        var analysis = new AnalysisReader(canary, references, problems).Read();
        var rollout = new RolloutSpec
        {
            Name = canary.Meta.Key.ToString(),
            Routes = routes,
            Stable = arms.Stable,
            Canary = arms.Canary,
            Revision = spec.TargetRef.Kind == TargetKind.Service ? spec.Revision : null,
            Analysis = analysis,
            Promotion = new PromotionSpec { Mode = spec.Promotion.Mode, Bake = spec.Promotion.Bake },
            Scaling = ScalingOf(spec),
            Failsafe = new FailsafeSpec
            {
                Lease = TimeSpan.FromSeconds(spec.Failsafe.LeaseSeconds),
                OnLoss = spec.Failsafe.OnControllerLoss,
            },
            RollbackRevisions = spec.RollbackWindow.Revisions,
            DeployWindows = [.. spec.DeployWindows.Select(WindowOf)],
            Group = spec.ReleaseGroup is { } group ? GroupOf(group) : null,
            SkipAnalysis = spec.SkipAnalysis,
            Suspend = spec.Suspend,
            ProgressDeadline = TimeSpan.FromSeconds(spec.ProgressDeadlineSeconds),
            HistoryMax = spec.HistoryLimit,
            Variables = VariablesOf(spec, arms),
        };
        CheckSources(rollout);
        return rollout;
    }

    private ScalingSpec ScalingOf(CanarySpec spec)
    {
        var scaling = spec.Scaling;
        if (scaling.DynamicStable && spec.AutoscalerRef is not null)
            problems.Error(
                "spec.scaling.dynamicStable",
                "the autoscaler of the primary says how many pods it has",
                "remove dynamicStable, or autoscalerRef"
            );
        else if (scaling.DynamicStable && spec.TargetRef.Kind is TargetKind.DaemonSet or TargetKind.Service)
            problems.Error(
                "spec.scaling.dynamicStable",
                $"pods of a {spec.TargetRef.Kind} cannot be counted out",
                "remove dynamicStable"
            );
        return new ScalingSpec
        {
            ByWeight = scaling.Canary == CanarySize.MatchWeight,
            DynamicStable = scaling.DynamicStable,
            KeepAfterPromotion = TimeSpan.FromSeconds(scaling.ScaleDownDelaySeconds),
            KeepAfterRollback = scaling.AbortScaleDownDelaySeconds switch
            {
                null => TimeSpan.Zero,
                0 => null,
                { } seconds => TimeSpan.FromSeconds(seconds),
            },
        };
    }

    /// <summary>A mistake in a query or an expression is told when it is made, and not in the middle of a run.</summary>
    private void CheckSources(RolloutSpec rollout)
    {
        var asked = (canary.Spec.Analysis ?? canary.Spec.CanaryAnalysis)?.Metrics ?? [];
        for (var i = 0; i < asked.Length; i++)
        {
            if (
                rollout.Analysis.Metrics.FirstOrDefault(one => one.Name == asked[i].Name)
                is not { Source: not null } metric
            )
                continue;
            foreach (var (field, text) in MetricCheck.Problems(rollout, metric))
            {
                var cure = text.IndexOf("; ", StringComparison.Ordinal);
                problems.Error(
                    $"spec.analysis.metrics[{i}].{PlaceOf(field, asked[i])}".TrimEnd('.'),
                    cure < 0 ? text : text[..cure],
                    cure < 0 ? "correct it" : text[(cure + 2)..]
                );
            }
        }
    }

    private static string PlaceOf(string field, CanaryMetric metric) =>
        field switch
        {
            "success" or "failure" => $"expression.{field}",
            "source.query" when metric.TemplateRef is null => "query",
            _ when field.StartsWith("source.", StringComparison.Ordinal) => "templateRef",
            _ => field,
        };

    // What Flagger's queries name, beside what every rollout has.
    private static ImmutableDictionary<string, string> VariablesOf(CanarySpec spec, ServedCanary arms) =>
        ImmutableDictionary.CreateRange(
            new[]
            {
                KeyValuePair.Create("target", spec.TargetRef.Name),
                KeyValuePair.Create("service", arms.Apex ?? arms.Stable),
                KeyValuePair.Create("ingress", arms.Ingresses.FirstOrDefault() ?? ""),
            }
        );

    private static DeployWindowSpec WindowOf(DeployWindow window) =>
        new()
        {
            Days = window.Days,
            From = TimeOnly.ParseExact(window.From, "HH:mm", CultureInfo.InvariantCulture),
            To = TimeOnly.ParseExact(window.To, "HH:mm", CultureInfo.InvariantCulture),
            UtcOffset = window.UtcOffset is { } offset ? OffsetOf(offset) : TimeSpan.Zero,
        };

    private static TimeSpan OffsetOf(string text)
    {
        var span = TimeSpan.ParseExact(text[1..], "hh\\:mm", CultureInfo.InvariantCulture);
        return text[0] == '-' ? -span : span;
    }

    // Groups of two namespaces that have the same name are two groups.
    private ReleaseGroupSpec GroupOf(ReleaseGroup group) =>
        new()
        {
            Name = $"{canary.Meta.Key.Namespace}/{group.Name}",
            Order = group.Order,
            RollBackTogether = group.Policy == ReleaseGroupPolicy.RollBackTogether,
        };
}
