using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>What the rules of a frontend say together: all hold, and of the values of one any.</summary>
internal sealed record FrontendRule
{
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Whether a star of the hosts stands for one label.</summary>
    public bool OneLabelWildcards { get; init; }

    /// <summary>Path conditions, each with the expression whose match is stripped from the path, or null.</summary>
    public ImmutableArray<(PathConfig? Path, string? Strip)> Paths { get; init; } = [];

    public ImmutableArray<string> Methods { get; init; } = [];

    public ImmutableArray<ValueMatchConfig> Headers { get; init; } = [];

    public ImmutableArray<ValueMatchConfig> Query { get; init; } = [];

    public string? AddPrefix { get; init; }

    public string? ReplacePath { get; init; }

    public (string Regex, string Replacement)? ReplacePathRegex { get; init; }

    /// <summary>Length of the rules as written, which is their priority where another frontend has one.</summary>
    public int Length { get; init; }
}
