namespace Serinus.Routing.Config;

/// <summary>A change of the forwarded request's host or path. Values are literal: nothing in them is expanded.</summary>
public sealed record RewriteConfig
{
    /// <summary>Value of the forwarded <c>Host</c> field.</summary>
    public string? Host { get; init; }

    /// <summary>Whether the forwarded <c>Host</c> field names the endpoint, such as <c>10.0.0.7:8080</c>, and not what the client asked.</summary>
    public bool EndpointHost { get; init; }

    /// <summary>Name of a header field that tells the upstream the path as the client asked it, when the path is replaced.</summary>
    public string? OriginalPathHeader { get; init; }

    /// <summary>Replaces the path: whole, or only the prefix the route matched.</summary>
    public PathRewriteConfig? Path { get; init; }
}
