using System.Collections.Immutable;
using Serinus.Providers.Files.Rollouts;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>What files say.</summary>
/// <param name="Fragment">What is served, and everything that is wrong with the files, their rollouts among it.</param>
/// <param name="Rollouts">Rollouts that could be read. One that could not is named in <see cref="Fragment.Unreadable"/>.</param>
/// <param name="News">Who hears of every rollout, as far as it could be read.</param>
public sealed record FileReading(
    Fragment Fragment,
    ImmutableArray<RolloutConfig> Rollouts,
    ImmutableArray<NewsConfig> News
);
