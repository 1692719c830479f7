namespace Serinus.Routing.Config;

/// <summary>A redirect. What is not given stays as the client asked it.</summary>
public sealed record RedirectConfig
{
    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string? Scheme { get; init; }

    /// <summary>Host without port.</summary>
    public string? Host { get; init; }

    /// <summary>Port; the scheme's own when scheme is given and port is not.</summary>
    public int? Port { get; init; }

    /// <summary>Replaces the path: whole, or only the prefix the route matched.</summary>
    public PathRewriteConfig? Path { get; init; }

    /// <summary>A regular expression on the URL as the client asked it, such as <c>^http://(.*)</c> (.NET syntax, non-backtracking): a URL it does not match is not redirected. With <c>replacement</c>, and instead of scheme, host, port and path.</summary>
    public string? Regex { get; init; }

    /// <summary>What stands in place of the part that <c>regex</c> matched; <c>$1</c> or <c>${1}</c> is its first group.</summary>
    public string? Replacement { get; init; }

    /// <summary>Status: 301, 302, 303, 307 or 308.</summary>
    public int Status { get; init; } = 302;
}
