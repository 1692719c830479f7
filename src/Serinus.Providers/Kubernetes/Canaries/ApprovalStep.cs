using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>Waits until somebody approves.</summary>
internal sealed record ApprovalStep
{
    /// <summary>How long; for ever when absent.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>What is done when nobody has.</summary>
    public TimeoutAction OnTimeout { get; init; } = TimeoutAction.Pause;
}
