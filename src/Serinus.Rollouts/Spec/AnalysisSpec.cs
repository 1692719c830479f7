using System.Collections.Immutable;

namespace Serinus.Rollouts.Spec;

/// <summary>
/// How a run goes on, in the words of Flagger's <c>analysis</c>. <see cref="Steps"/> stands instead of <see cref="StepWeight"/>,
/// <see cref="StepWeights"/> and <see cref="Iterations"/>.
/// </summary>
public sealed record AnalysisSpec
{
    /// <summary>Time from one check to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Failed checks of the whole run that roll it back; 1 or more.</summary>
    public int Threshold { get; init; } = 1;

    /// <summary>Weight added at each step, of <see cref="WeightTotal"/>; 0 when another strategy is used.</summary>
    public decimal StepWeight { get; init; }

    /// <summary>Weights one after the other; empty when another strategy is used.</summary>
    public ImmutableArray<decimal> StepWeights { get; init; } = [];

    /// <summary>The highest weight before promotion. The last step is cut to it.</summary>
    public decimal MaxWeight { get; init; } = 100;

    /// <summary>After promotion the weight returns to the primary by this much an interval; at once when 0.</summary>
    public decimal StepWeightPromotion { get; init; }

    /// <summary>What weights are parts of; 100 unless shares finer than a hundredth of a percent are wanted.</summary>
    public decimal WeightTotal { get; init; } = 100;

    /// <summary>Checks at weight 0 (blue/green), or, with <see cref="Match"/>, while matched requests go to the canary (A/B); 0 when another strategy is used.</summary>
    public int Iterations { get; init; }

    /// <summary>Requests that go to the canary whatever the weight; those of an A/B test. Any one of them suffices.</summary>
    public ImmutableArray<RequestMatchSpec> Match { get; init; } = [];

    /// <summary>Whether the canary gets copies of requests first, for one check, whose responses nobody sees.</summary>
    public bool Mirror { get; init; }

    /// <summary>Percent of requests that are copied; 100 unless given.</summary>
    public decimal MirrorWeight { get; init; } = 100;

    /// <summary>The steps, one after the other; empty when another strategy is used.</summary>
    public ImmutableArray<StepSpec> Steps { get; init; } = [];

    /// <summary>What is measured at each check. When empty: errors and latency, compared with stable.</summary>
    public ImmutableArray<MetricSpec> Metrics { get; init; } = [];

    /// <summary>
    /// Number of the first step, 1 for the whole run, from which metrics with limits and those from outside are measured each interval also while
    /// steps pause or wait; 0 for only where steps check.
    /// </summary>
    public int BackgroundFromStep { get; init; }

    /// <summary>The always-valid comparison with stable.</summary>
    public SequentialSpec Sequential { get; init; } = new();

    /// <summary>Outside services that are asked or told. A second one of a name is called <c>name (2)</c>.</summary>
    public ImmutableArray<HookSpec> Hooks
    {
        get;
        init => field = HookNames.Apart(value);
    } = [];

    /// <summary>Who hears of it.</summary>
    public ImmutableArray<AlertSpec> Alerts { get; init; } = [];

    /// <summary>Keeps users on the version they had; none when absent.</summary>
    public SessionAffinitySpec? SessionAffinity { get; init; }

    /// <summary>Percent of the primary's replicas that must be ready.</summary>
    public int PrimaryReadyPercent { get; init; } = 100;

    /// <summary>Percent of the canary's replicas that must be ready.</summary>
    public int CanaryReadyPercent { get; init; } = 100;
}
