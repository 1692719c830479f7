using System.Collections.Immutable;
using Serinus.Providers.Files.Rollouts;
using Serinus.Routing.Config;

namespace Serinus.Providers.Files;

/// <summary>What one file says.</summary>
/// <param name="Path">Its path, as messages show it.</param>
/// <param name="Fragment">Its objects and problems. When the file cannot be parsed, the objects are those of the last time it could.</param>
/// <param name="Rollouts">Its rollouts, which are no part of the fragment: the data plane knows nothing of them.</param>
/// <param name="News">Who hears of every rollout.</param>
/// <param name="Listed">All objects it lists that could be read, rollouts and news among them.</param>
/// <param name="Parsed">Whether the text could be parsed.</param>
/// <param name="EdgeGiven">Whether the file has settings of the edge, readable or not.</param>
/// <param name="Records">Every record that was read without a problem, by the fingerprint of what it was read from.</param>
internal sealed record FileTranslation(
    string Path,
    Fragment Fragment,
    ImmutableArray<RolloutConfig> Rollouts,
    ImmutableArray<NewsConfig> News,
    ImmutableArray<ObjectId> Listed,
    bool Parsed,
    bool EdgeGiven,
    IReadOnlyDictionary<UInt128, object> Records
);
