namespace Serinus.Routing.Config;

/// <summary>How a path is replaced. Exactly one of the two is set.</summary>
public sealed record PathRewriteConfig
{
    /// <summary>The whole new path; the query stays.</summary>
    public string? Full { get; init; }

    /// <summary>What stands in place of the prefix the route matched: <c>/</c> strips it.</summary>
    public string? Prefix { get; init; }
}
