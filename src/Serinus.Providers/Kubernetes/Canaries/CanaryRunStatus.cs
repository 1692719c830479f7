using System.Collections.Immutable;
using Serinus.Providers.Kubernetes.Resources;
using Serinus.Rollouts.Plan;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>How a run of a canary went.</summary>
internal sealed record CanaryRunStatus
{
    /// <summary>How it ended.</summary>
    [Field(IsName = true)]
    public required RunResult Result { get; init; }

    /// <summary>Why.</summary>
    public string Message { get; init; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Failed checks.</summary>
    public int FailedChecks { get; init; }

    /// <summary>What was decided, and why.</summary>
    public ImmutableArray<RunEvent> Timeline { get; init; } = [];

    /// <summary>What was measured.</summary>
    public ImmutableArray<RunMetric> Metrics { get; init; } = [];

    /// <summary>Everything the controller remembered, as JSON.</summary>
    public string State { get; init; } = "";
}
