using System.Globalization;
using Serinus.Routing.Config;

namespace Serinus.Routing.Explain;

/// <summary>Says what filters do.</summary>
internal static class FilterText
{
    public static string Describe(FilterConfig filter) =>
        filter switch
        {
            { RequestHeaders: { } edit } => $"request headers: {Describe(edit)}",
            { ResponseHeaders: { } edit } => $"response headers: {Describe(edit)}",
            { Allow: { } allow } => $"lets in {string.Join(", ", allow.From)}",
            { Redirect: { } redirect } => Describe(redirect),
            { Rewrite: { } rewrite } => Describe(rewrite),
            { Hsts: { } hsts } => Invariant($"tells browsers to use https alone for {hsts.MaxAge.TotalDays:0.##} days"),
            { Respond: { } respond } => Invariant(
                $"answers {respond.Status} with a body of {respond.Body.Length} characters"
            ),
            _ => "nothing",
        };

    private static string Describe(HeaderEditConfig edit) =>
        string.Join(
            ", ",
            [
                .. edit.Remove.Select(name => $"remove {name}"),
                .. edit.Set.Select(field => $"set {field.Key}: {field.Value}"),
                .. edit.Add.Select(field => $"add {field.Key}: {field.Value}"),
            ]
        );

    private static string Describe(RedirectConfig redirect)
    {
        if (redirect.Regex is { } regex)
            return Invariant($"redirects with {redirect.Status} what matches {regex} to {redirect.Replacement}");
        var parts = new List<string>();
        if (redirect.Scheme is { } scheme)
            parts.Add($"scheme {scheme}");
        if (redirect.Host is { } host)
            parts.Add($"host {host}");
        if (redirect.Port is { } port)
            parts.Add(Invariant($"port {port}"));
        if (redirect.Path is { } path)
            parts.Add(Describe(path));
        return Invariant($"redirects with {redirect.Status} to {string.Join(", ", parts)}");
    }

    private static string Describe(RewriteConfig rewrite)
    {
        var host =
            rewrite.EndpointHost ? "the endpoint's host"
            : rewrite.Host is { } name ? $"host {name}"
            : null;
        var path = rewrite.Path is { } replacement ? Describe(replacement) : null;
        var told = rewrite.OriginalPathHeader is { } header ? $" and tells the path asked as {header}" : "";
        return $"rewrites to {string.Join(", ", new[] { host, path }.OfType<string>())}{told}";
    }

    private static string Describe(PathRewriteConfig path) =>
        path.Regex is { } regex ? $"path with what matches {regex} replaced by {path.Replacement}"
        : path.Full is { } full ? $"path {full}"
        : $"path with the matched prefix replaced by {path.Prefix}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
