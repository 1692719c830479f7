using Serinus.Providers.Kubernetes.Resources;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>One step of a run: exactly one of its keys.</summary>
[OneOf]
internal sealed record CanaryStep
{
    /// <summary>Gives the canary a weight, a part of `weightTotal`.</summary>
    [Field(Minimum = 0)]
    public decimal? SetWeight { get; init; }

    /// <summary>Waits.</summary>
    public PauseStep? Pause { get; init; }

    /// <summary>Checks until there is a verdict.</summary>
    public AnalysisStep? Analysis { get; init; }

    /// <summary>Waits until somebody approves.</summary>
    public ApprovalStep? Approval { get; init; }

    /// <summary>Sends requests that match to the canary, whatever its weight.</summary>
    public HeaderRouteStep? SetHeaderRoute { get; init; }

    /// <summary>Copies requests to the canary, whose responses nobody sees.</summary>
    public MirrorRouteStep? SetMirrorRoute { get; init; }

    /// <summary>Sets how many replicas the canary has.</summary>
    public CanaryScaleStep? SetCanaryScale { get; init; }

    /// <summary>Asks an outside service; done when it answers 200 to 299.</summary>
    public CanaryWebhook? Webhook { get; init; }
}
