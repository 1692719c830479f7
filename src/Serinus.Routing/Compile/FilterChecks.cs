using System.Collections.Immutable;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks the filters of a route.</summary>
internal static class FilterChecks
{
    private const int BodyBytesMax = 64 * 1024;

    // Fields that frame a message or belong to one connection (RFC 9110 §7.6.1, RFC 9112 §6): the edge alone writes them.
    private static readonly ImmutableHashSet<string> Framing = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection",
        "Content-Length",
        "Expect",
        "HTTP2-Settings",
        "Keep-Alive",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade"
    );

    public static void Check(RouteConfig route, ObjectReport report)
    {
        var answered = -1;
        for (var i = 0; i < route.Filters.Length; i++)
        {
            var filter = route.Filters[i];
            var field = $"filters[{i}]";
            CheckOne(field, filter, report);
            if (filter.RequestHeaders is { } request)
                CheckEdit($"{field}.requestHeaders", request, report);
            if (filter.ResponseHeaders is { } response)
                CheckEdit($"{field}.responseHeaders", response, report);
            if (filter.Redirect is { } redirect)
                CheckRedirect($"{field}.redirect", redirect, route.Path, report);
            if (filter.Rewrite is { } rewrite)
                CheckRewrite($"{field}.rewrite", rewrite, route.Path, report);
            if (filter.Respond is { } respond)
                CheckRespond($"{field}.respond", respond, report);
            if (!Answers(filter))
                continue;
            if (answered >= 0)
                report.Warn(field, $"filters[{answered}] answers before it", "remove one of the two");
            else
                answered = i;
        }
    }

    /// <summary>Whether a filter ends the exchange, so that no backend is needed.</summary>
    public static bool Answers(FilterConfig filter) => filter.Redirect is not null || filter.Respond is not null;

    private static void CheckOne(string field, FilterConfig filter, ObjectReport report)
    {
        object?[] kinds =
        [
            filter.RequestHeaders,
            filter.ResponseHeaders,
            filter.Redirect,
            filter.Rewrite,
            filter.Respond,
        ];
        var count = kinds.Count(kind => kind is not null);
        if (count != 1)
            report.Error(field, $"the filter does {count} things", "write one filter for each thing to do");
    }

    private static void CheckEdit(string field, HeaderEditConfig edit, ObjectReport report)
    {
        for (var i = 0; i < edit.Remove.Length; i++)
            CheckEditedName($"{field}.remove[{i}]", edit.Remove[i], report);
        foreach (
            var (name, fields) in (ReadOnlySpan<(string, ImmutableArray<KeyValuePair<string, string>>)>)
                [("set", edit.Set), ("add", edit.Add)]
        )
        {
            foreach (var (header, value) in fields)
            {
                var at = $"{field}.{name}.{header}";
                CheckEditedName(at, header, report);
                if (!Token.IsFieldValue(value))
                    report.Error(
                        at,
                        $"value \"{ValueChecks.Printable(value)}\" may not stand in a header",
                        "remove control characters such as line ends, and white space at its ends"
                    );
            }
        }
    }

    private static void CheckEditedName(string field, string name, ObjectReport report)
    {
        ValueChecks.HeaderName(report, field, name);
        if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            report.Error(
                field,
                "Host decides where a request goes and cannot be edited as a header",
                "use a rewrite filter with host"
            );
        else if (Framing.Contains(name))
            report.Error(
                field,
                $"{name} belongs to the connection, and only the edge itself may write it",
                "remove it from the filter"
            );
    }

    private static void CheckRedirect(string field, RedirectConfig redirect, PathConfig? path, ObjectReport report)
    {
        if (redirect is { Scheme: null, Host: null, Port: null, Path: null })
            report.Error(field, "the redirect leads back to the same URL", "give it a scheme, host, port or path");
        if (redirect.Scheme is not (null or "http" or "https"))
            report.Error(
                $"{field}.scheme",
                $"\"{ValueChecks.Printable(redirect.Scheme)}\" is no scheme",
                "use http or https"
            );
        if (redirect.Host is { } host && !RuleCompiler.IsHost(host))
            report.Error(
                $"{field}.host",
                $"\"{ValueChecks.Printable(host)}\" is no host",
                "write the name alone; a port is written as port"
            );
        if (redirect.Port is { } port)
            ValueChecks.Range(report, $"{field}.port", port, 1, 65535);
        if (redirect.Path is { } rewrite)
            CheckPath($"{field}.path", rewrite, path, report);
        if (redirect.Status is not (301 or 302 or 303 or 307 or 308))
            report.Error($"{field}.status", $"{redirect.Status} is no redirect", "use 301, 302, 303, 307 or 308");
    }

    private static void CheckRewrite(string field, RewriteConfig rewrite, PathConfig? path, ObjectReport report)
    {
        if (rewrite is { Host: null, Path: null })
            report.Error(field, "the rewrite changes nothing", "give it a host or a path");
        if (rewrite.Host is { } host && !RuleCompiler.IsAuthority(host))
            report.Error(
                $"{field}.host",
                $"\"{ValueChecks.Printable(host)}\" is no host",
                "write a name with optional port"
            );
        if (rewrite.Path is { } replacement)
            CheckPath($"{field}.path", replacement, path, report);
    }

    private static void CheckPath(string field, PathRewriteConfig rewrite, PathConfig? path, ObjectReport report)
    {
        if ((rewrite.Full is null) == (rewrite.Prefix is null))
            report.Error(field, "full and prefix are both given, or neither", "give one of the two");
        if (rewrite.Prefix is not null && path is { Kind: not (PathKind.Prefix or PathKind.StringPrefix) })
            report.Error(
                $"{field}.prefix",
                $"the route's path is no prefix, so there is none to replace",
                "match by prefix, or replace the full path"
            );
        foreach (
            var (name, value) in (ReadOnlySpan<(string, string?)>)[("full", rewrite.Full), ("prefix", rewrite.Prefix)]
        )
        {
            if (
                value is null
                || (value.StartsWith('/') && RuleCompiler.TryNormalizePath(value, out var normal) && normal == value)
            )
                continue;
            report.Error(
                $"{field}.{name}",
                $"\"{ValueChecks.Printable(value)}\" is no path in normal form",
                "begin it with /, without dot segments, and write special characters as %XX with upper-case digits"
            );
        }
    }

    private static void CheckRespond(string field, RespondConfig respond, ObjectReport report)
    {
        ValueChecks.Range(report, $"{field}.status", respond.Status, 200, 599);
        var length = Encoding.UTF8.GetByteCount(respond.Body);
        if (length > BodyBytesMax)
            report.Error($"{field}.body", $"the body has {length} bytes", $"use {BodyBytesMax} at most");
        if (length > 0 && respond.Status is 204 or 205 or 304)
            report.Error(
                $"{field}.body",
                $"a response of {respond.Status} has no body (RFC 9110 §15)",
                "remove the body"
            );
    }
}
