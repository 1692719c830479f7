using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>A rollout as a file asks for it.</summary>
public sealed record RolloutConfig
{
    /// <summary>What is asked for.</summary>
    public RolloutSpec Spec { get; init; } =
        new()
        {
            Name = "",
            Stable = "",
            Canary = "",
        };

    /// <summary>Where it stands in its source.</summary>
    public Origin? Origin { get; init; }
}
