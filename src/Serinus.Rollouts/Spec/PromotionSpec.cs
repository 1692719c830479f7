namespace Serinus.Rollouts.Spec;

/// <summary>What is done once the canary has passed.</summary>
public sealed record PromotionSpec
{
    /// <summary>How the new version becomes the stable one.</summary>
    public PromotionMode Mode { get; init; }

    /// <summary>How long the promoted version is watched, and rolled back when it proves bad; not at all when zero.</summary>
    public TimeSpan Bake { get; init; }
}
