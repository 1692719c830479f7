using System.Collections.Immutable;

namespace Serinus.Routing.Config;

/// <summary>Changes to header fields: removals first, then settings, then additions.</summary>
public sealed record HeaderEditConfig
{
    /// <summary>Names whose fields are removed.</summary>
    public ImmutableArray<string> Remove { get; init; } = [];

    /// <summary>Fields that replace all of the same name.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Set { get; init; } = [];

    /// <summary>Fields added beside those of the same name.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Add { get; init; } = [];
}
