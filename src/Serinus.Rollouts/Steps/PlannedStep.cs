using System.Collections.Immutable;
using Serinus.Rollouts.Spec;

namespace Serinus.Rollouts.Steps;

/// <summary>One step of a plan: all of the traffic while it lasts, whoever set it, and what ends it.</summary>
public sealed record PlannedStep
{
    /// <summary>What ends it.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>The step in a few words, such as <c>10 %</c> or <c>pause 30 s</c>.</summary>
    public required string Text { get; init; }

    /// <summary>The canary's share in percent, 0 to 100.</summary>
    public decimal Percent { get; init; }

    /// <summary>Requests that go to the canary whatever its share.</summary>
    public ImmutableArray<RequestMatchSpec> Match { get; init; } = [];

    /// <summary>Percent of requests copied to the canary.</summary>
    public decimal MirrorPercent { get; init; }

    /// <summary>Replicas the canary has; null for another rule.</summary>
    public int? CanaryReplicas { get; init; }

    /// <summary>Percent of stable's replicas the canary has; null for another rule.</summary>
    public decimal? CanaryScale { get; init; }

    /// <summary>Checks that must pass, for <see cref="StepKind.Check"/>.</summary>
    public int Checks { get; init; } = 1;

    /// <summary>Names of the metrics that are looked at, for <see cref="StepKind.Analysis"/>; all when empty.</summary>
    public ImmutableArray<string> Metrics { get; init; } = [];

    /// <summary>How long a pause lasts or an approval is waited for; for ever when null.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>What is done when nobody approved in time.</summary>
    public TimeoutAction OnTimeout { get; init; }

    /// <summary>Who is asked, for <see cref="StepKind.Webhook"/>.</summary>
    public HookSpec? Hook { get; init; }

    /// <summary>Whether users' requests go to the canary by this step; where none do, their absence proves nothing.</summary>
    public bool SendsRequests => Percent > 0 || !Match.IsEmpty;

    /// <summary>Whether something is measured at it.</summary>
    public bool IsChecked => Kind is StepKind.Check or StepKind.Analysis;
}
