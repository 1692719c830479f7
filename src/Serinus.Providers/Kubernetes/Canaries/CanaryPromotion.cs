using Serinus.Rollouts.Spec;

namespace Serinus.Providers.Kubernetes.Canaries;

/// <summary>What is done once the canary has passed.</summary>
internal sealed record CanaryPromotion
{
    /// <summary>How the new version becomes the primary.</summary>
    public PromotionMode Mode { get; init; } = PromotionMode.Copy;

    /// <summary>How long the promoted version is watched, and rolled back when it proves bad; not at all when absent.</summary>
    public TimeSpan Bake { get; init; }
}
