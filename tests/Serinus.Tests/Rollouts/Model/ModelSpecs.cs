using System.Collections.Immutable;
using CsCheck;
using Serinus.Rollouts.Spec;
using Serinus.Tests.Rollouts.Plan;

namespace Serinus.Tests.Rollouts.Model;

/// <summary>Rollouts of every strategy, with times so short that minutes hold a whole run.</summary>
internal static class ModelSpecs
{
    /// <summary>The metric that is measured outside, where there is one.</summary>
    public const string Outside = "queue";

    private static readonly ImmutableArray<RequestMatchSpec> Insiders = [Given.Header("x-insider", "always")];

    private static readonly Gen<AnalysisSpec> Weights = Gen.Select(
        Gen.OneOf(5m, 10m, 25m, 40m),
        Gen.OneOf(30m, 50m, 100m),
        Gen.Bool,
        (step, max, mirror) =>
            new AnalysisSpec
            {
                StepWeight = Math.Min(step, max),
                MaxWeight = max,
                Mirror = mirror,
            }
    );

    private static readonly Gen<AnalysisSpec> ListedWeights = Gen.OneOf<ImmutableArray<decimal>>(
            [10],
            [1, 5, 60],
            [0.5m, 20, 100]
        )
        .Select(weights => new AnalysisSpec { StepWeights = weights });

    private static readonly Gen<AnalysisSpec> Iterations = Gen.Select(
        Gen.Int[1, 3],
        Gen.Bool,
        Gen.Bool,
        (count, isAb, mirror) =>
            new AnalysisSpec
            {
                Iterations = count,
                Match = isAb ? Insiders : [],
                Mirror = mirror,
                MirrorWeight = 20,
            }
    );

    private static readonly Gen<TimeoutAction> Timeouts = Gen.OneOf(
        TimeoutAction.Pause,
        TimeoutAction.Continue,
        TimeoutAction.Rollback
    );

    /// <summary>A step; a weight is what it adds to the one before.</summary>
    private static readonly Gen<StepSpec> Step = Gen.OneOf<StepSpec>(
        Gen.OneOf<StepSpec>(
            new StepSpec.SetWeight(5),
            new StepSpec.SetWeight(20),
            new StepSpec.SetWeight(0),
            new StepSpec.SetWeight(60),
            new StepSpec.Pause(TimeSpan.FromSeconds(3)),
            new StepSpec.Pause(null),
            new StepSpec.Analysis([]),
            new StepSpec.Analysis([MetricSpec.SuccessRate]),
            new StepSpec.SetHeaderRoute(Insiders),
            new StepSpec.SetHeaderRoute([]),
            new StepSpec.SetMirror(30),
            new StepSpec.SetMirror(0),
            new StepSpec.SetCanaryScale(2, null),
            new StepSpec.SetCanaryScale(null, null),
            new StepSpec.Webhook(Hook(HookKind.Rollout, "step"))
        ),
        Timeouts.Select(StepSpec (action) => new StepSpec.Approval(TimeSpan.FromSeconds(4), action))
    );

    private static readonly Gen<AnalysisSpec> Listed = Step.Array[1, 7]
        .Select(steps => new AnalysisSpec { Steps = Rising(steps) });

    private static readonly Gen<ImmutableArray<HookSpec>> Hooks = Gen.OneOf(Enum.GetValues<HookKind>())
        .Array[0, 3]
        .Select(kinds =>
            ImmutableArray.CreateRange(kinds.Distinct().Select(kind => Hook(kind, kind.ToString().ToLowerInvariant())))
        );

    private static readonly Gen<ImmutableArray<MetricSpec>> Metrics = Gen.Select(
        Gen.Int[0, 2],
        Gen.OneOf(NoDataPolicy.Inconclusive, NoDataPolicy.Fail, NoDataPolicy.Pass),
        Gen.Bool,
        (kind, noData, dryRun) =>
            kind switch
            {
                0 => ImmutableArray<MetricSpec>.Empty,
                1 => [Compared(MetricSpec.SuccessRate, noData)],
                _ => [Compared(MetricSpec.SuccessRate, noData), Given.Outside(Outside) with { DryRun = dryRun }],
            }
    );

    private static readonly Gen<AnalysisSpec> Analysis = Gen.Select(
        Gen.OneOf<AnalysisSpec>(Weights, ListedWeights, Iterations, Listed),
        Hooks,
        Metrics,
        Timeouts,
        Gen.Int[1, 3],
        (strategy, hooks, metrics, onInconclusive, threshold) =>
            strategy with
            {
                Interval = TimeSpan.FromSeconds(threshold + 1),
                Threshold = threshold,
                Hooks = hooks,
                Metrics = metrics,
                StepWeightPromotion = threshold == 2 ? 40 : 0,
                BackgroundFromStep = threshold == 2 && metrics.Length > 1 ? 1 : 0,
                SessionAffinity = threshold == 3 ? new SessionAffinitySpec { CookieName = "side" } : null,
                Sequential = new SequentialSpec
                {
                    MaxStepDuration = TimeSpan.FromSeconds(15),
                    OnInconclusive = onInconclusive,
                },
            }
    );

    /// <summary>Any rollout.</summary>
    public static Gen<RolloutSpec> Any { get; } =
        Gen.Select(
            Analysis,
            Gen.OneOf(PromotionMode.Copy, PromotionMode.Swap),
            Gen.OneOf(0, 0, 6),
            Gen.Int[0, 2],
            Gen.Int[0, 5],
            (analysis, mode, bake, revisions, extra) =>
                Given.Spec(analysis) with
                {
                    Promotion = new PromotionSpec { Mode = mode, Bake = TimeSpan.FromSeconds(bake) },
                    RollbackRevisions = revisions,
                    ProgressDeadline = TimeSpan.FromSeconds(20),
                    Group = extra is 1 or 2
                        ? new ReleaseGroupSpec
                        {
                            Name = "release",
                            Order = 1,
                            RollBackTogether = extra == 1,
                        }
                        : null,
                    DeployWindows =
                        extra == 3
                            ? [new DeployWindowSpec { From = new TimeOnly(10, 1), To = new TimeOnly(10, 4) }]
                            : [],
                }
        );

    private static ImmutableArray<StepSpec> Rising(StepSpec[] steps)
    {
        var weight = 0m;
        return
        [
            .. steps.Select(step =>
                step is StepSpec.SetWeight(var more)
                    ? new StepSpec.SetWeight(weight = Math.Min(100, weight + more))
                    : step
            ),
        ];
    }

    private static HookSpec Hook(HookKind kind, string name) =>
        new()
        {
            Kind = kind,
            Name = name,
            Url = "http://hooks/" + name,
        };

    private static MetricSpec Compared(string name, NoDataPolicy noData) =>
        new()
        {
            Name = name,
            Compare = new CompareSpec(),
            NoData = noData,
        };
}
