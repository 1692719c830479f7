using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>How a run goes on.</summary>
[Apart(nameof(Steps), nameof(StepWeight))]
[Apart(nameof(Steps), nameof(StepWeights))]
[Apart(nameof(Steps), nameof(Iterations))]
[Apart(nameof(StepWeight), nameof(StepWeights))]
internal sealed record CanaryAnalysis
{
    /// <summary>Time from one check to the next.</summary>
    [Field(Minimum = 1)]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Failed checks of the whole run that roll it back.</summary>
    [Field(Minimum = 1)]
    public int Threshold { get; init; } = 1;

    /// <summary>Weight added at each step.</summary>
    [Field(Minimum = 0)]
    public decimal StepWeight { get; init; }

    /// <summary>Weights one after the other.</summary>
    [Field(Maximum = 100)]
    public ImmutableArray<decimal> StepWeights { get; init; } = [];

    /// <summary>The highest weight before promotion, to which the last step is cut; `weightTotal` when absent.</summary>
    [Field(Minimum = 0)]
    public decimal? MaxWeight { get; init; }

    /// <summary>After promotion the weight returns to the primary by this much an interval; at once when 0.</summary>
    [Field(Minimum = 0)]
    public decimal StepWeightPromotion { get; init; }

    /// <summary>What weights are parts of.</summary>
    [Field(Minimum = 100, Maximum = 1_000_000)]
    public decimal WeightTotal { get; init; } = 100;

    /// <summary>Checks at weight 0 (blue/green), or, with `match`, while matched requests go to the canary (A/B).</summary>
    [Field(Minimum = 0)]
    public int Iterations { get; init; }

    /// <summary>Requests that go to the canary whatever its weight; any one match suffices.</summary>
    [Field(Maximum = 16)]
    public ImmutableArray<RequestMatch> Match { get; init; } = [];

    /// <summary>Whether the canary gets copies of requests first, whose responses nobody sees.</summary>
    public bool Mirror { get; init; }

    /// <summary>Percent of requests that are copied.</summary>
    [Field(Minimum = 0, Maximum = 100)]
    public decimal MirrorWeight { get; init; } = 100;

    /// <summary>The steps, one after the other, in place of `stepWeight`, `stepWeights` and `iterations`.</summary>
    [Field(Maximum = 100)]
    public ImmutableArray<CanaryStep> Steps { get; init; } = [];

    /// <summary>What is measured at each check; when empty, errors and durations compared with the primary.</summary>
    [Field(Maximum = 50)]
    public ImmutableArray<CanaryMetric> Metrics { get; init; } = [];

    /// <summary>The always-valid comparison with the primary.</summary>
    public SequentialTest Sequential { get; init; } = new();

    /// <summary>Outside services that are asked or told.</summary>
    [Field(Maximum = 50)]
    public ImmutableArray<CanaryWebhook> Webhooks { get; init; } = [];

    /// <summary>Who hears of it.</summary>
    [Field(Maximum = 50)]
    public ImmutableArray<CanaryAlert> Alerts { get; init; } = [];

    /// <summary>Keeps users on the version they had.</summary>
    public SessionAffinity? SessionAffinity { get; init; }

    /// <summary>
    /// Number of the first step, 1 for the whole run, from which metrics with limits and those from outside are measured each interval also while
    /// steps pause or wait; 0 for only where steps check.
    /// </summary>
    [Field(Minimum = 0, Maximum = 100)]
    public int BackgroundFromStep { get; init; }

    /// <summary>Percent of the primary's replicas that must be ready.</summary>
    [Field(Minimum = 0, Maximum = 100)]
    public int PrimaryReadyThreshold { get; init; } = 100;

    /// <summary>Percent of the canary's replicas that must be ready.</summary>
    [Field(Minimum = 0, Maximum = 100)]
    public int CanaryReadyThreshold { get; init; } = 100;
}
