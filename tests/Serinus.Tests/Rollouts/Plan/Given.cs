using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Tests.Rollouts.Plan;

/// <summary>Rollouts that tests ask for.</summary>
internal static class Given
{
    public static RolloutSpec Spec(AnalysisSpec? analysis = null) =>
        new()
        {
            Name = "shop",
            Stable = "shop",
            Canary = "shop-canary",
            Analysis = analysis ?? StepWeight(10, 50),
        };

    public static AnalysisSpec StepWeight(decimal step, decimal max) =>
        new()
        {
            StepWeight = step,
            MaxWeight = max,
            Interval = TimeSpan.FromSeconds(10),
        };

    public static RolloutSpec Steps(params StepSpec[] steps) =>
        Spec(new AnalysisSpec { Steps = [.. steps], Interval = TimeSpan.FromSeconds(10) });

    public static RolloutSpec Hooked(params (HookKind Kind, string Name)[] hooks) =>
        Spec(
            StepWeight(10, 50) with
            {
                Hooks =
                [
                    .. hooks.Select(hook => new HookSpec
                    {
                        Kind = hook.Kind,
                        Name = hook.Name,
                        Url = "http://hooks/" + hook.Name,
                    }),
                ],
            }
        );

    public static MetricSpec Outside(string name) =>
        new()
        {
            Name = name,
            Max = 10,
            Source = new MetricSourceSpec { Address = "http://prometheus:9090", Query = "up" },
        };

    public static RolloutSpec Measured(params MetricSpec[] metrics) =>
        Spec(StepWeight(10, 50) with { Metrics = [.. metrics] });

    public static RequestMatchSpec Header(string name, string value) =>
        new() { Values = [new ValueSpec { Header = name, Text = value }] };
}
