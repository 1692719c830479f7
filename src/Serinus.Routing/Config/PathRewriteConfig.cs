namespace Serinus.Routing.Config;

/// <summary>How a path is replaced. Exactly one of full, prefix, and regex with replacement is set.</summary>
public sealed record PathRewriteConfig
{
    /// <summary>The whole new path; the query stays.</summary>
    public string? Full { get; init; }

    /// <summary>What stands in place of the prefix the route matched: <c>/</c> strips it.</summary>
    public string? Prefix { get; init; }

    /// <summary>A regular expression on the path (.NET syntax, non-backtracking): a path it does not match stays.</summary>
    public string? Regex { get; init; }

    /// <summary>What stands in place of the part that <c>regex</c> matched; <c>$1</c> or <c>${1}</c> is its first group.</summary>
    public string? Replacement { get; init; }
}
