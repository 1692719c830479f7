namespace Serinus.Rollouts.Spec;

/// <summary>How the new version becomes the stable one.</summary>
public enum PromotionMode
{
    /// <summary>The stable workload is made like the canary, as Flagger does; where there is no workload the canary serves everybody until the next run.</summary>
    Copy,

    /// <summary>The two change places: the canary is the stable of the next run.</summary>
    Swap,
}
