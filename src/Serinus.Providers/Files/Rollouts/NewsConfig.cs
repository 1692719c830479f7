using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files.Rollouts;

/// <summary>Somebody who hears of every rollout.</summary>
public sealed record NewsConfig
{
    /// <summary>Who, of what, and in which form.</summary>
    public AlertSpec Alert { get; init; } = new() { Name = "", Address = "" };

    /// <summary>Where it stands in its source.</summary>
    public Origin? Origin { get; init; }
}
