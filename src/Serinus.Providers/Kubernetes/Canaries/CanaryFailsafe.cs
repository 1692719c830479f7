using Serinus.Providers.Kubernetes.Resources;
using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What the edges do with a weight when nobody plans any more.</summary>
internal sealed record CanaryFailsafe
{
    /// <summary>How long a weight holds without being confirmed, in seconds.</summary>
    [Field(Minimum = 5)]
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>What is done then.</summary>
    public FailsafeAction OnControllerLoss { get; init; } = FailsafeAction.Hold;
}
