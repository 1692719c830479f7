using CsCheck;
using Serinus.Rollouts.Spec;
using Serinus.Rollouts.Steps;

namespace Serinus.Tests.Rollouts.Model;

/// <summary>A rollout and all that happens to it, in order.</summary>
/// <param name="Spec">What is asked for at first.</param>
/// <param name="HasPrimary">Whether stable is a workload of its own.</param>
/// <param name="Happenings">What happens.</param>
/// <param name="Last">What happens last.</param>
internal sealed record Journey(RolloutSpec Spec, bool HasPrimary, Happening[] Happenings, Happening Last)
{
    /// <summary>Any of up to so many happenings.</summary>
    public static Gen<Journey> Any(int happeningsMax) =>
        Gen.Select(
            ModelSpecs.Any,
            Gen.Bool,
            Happening.Any.Array[1, happeningsMax],
            Happening.Last,
            (spec, hasPrimary, happenings, last) => new Journey(spec, hasPrimary, happenings, last)
        );

    public override string ToString() =>
        $"""
            {Spec.Promotion}, {(
                HasPrimary ? "with" : "without"
            )} a primary, group {Spec.Group}, windows {Spec.DeployWindows.Length}
            steps {string.Join(", ", StepPlan.Of(Spec.Analysis).Steps.Select(step => step.Text))}
            interval {Spec.Analysis.Interval}, threshold {Spec.Analysis.Threshold}, {Spec.Analysis.Sequential.OnInconclusive} when inconclusive
            metrics {string.Join(
                ", ",
                Spec.Analysis.Metrics.Select(metric =>
                    $"{metric.Name} (no data: {metric.NoData}, dry run: {metric.DryRun})"
                )
            )}
            hooks {string.Join(", ", Spec.Analysis.Hooks.Select(hook => hook.Name))}
            {string.Join("\n", Happenings.Append(Last).Select(one => one.Text))}
            """;
}
