namespace Serinus.Routing.Config;

/// <summary>A change of the forwarded request's host or path. Values are literal: nothing in them is expanded.</summary>
public sealed record RewriteConfig
{
    /// <summary>Value of the forwarded <c>Host</c> field.</summary>
    public string? Host { get; init; }

    /// <summary>Replaces the path: whole, or only the prefix the route matched.</summary>
    public PathRewriteConfig? Path { get; init; }
}
