using System.Collections.Immutable;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks the filters of a route.</summary>
internal static class FilterChecks
{
    private const int BodyBytesMax = 64 * 1024;

    public static void Check(RouteConfig route, ObjectReport report)
    {
        CheckAll(route.Filters, route.Path, report);
    }

    /// <summary>Checks the filters of a listener, which may only turn requests away.</summary>
    public static void Check(ListenerConfig listener, ObjectReport report)
    {
        CheckAll(listener.Filters, null, report);
        for (var i = 0; i < listener.Filters.Length; i++)
        {
            if (listener.Filters[i] is { Allow: null, Redirect: null })
                report.Error(
                    $"filters[{i}]",
                    "a listener can only allow and redirect",
                    "move the filter to the routes it is meant for"
                );
        }
    }

    /// <summary>Whether a filter ends every exchange that comes to it, so that no backend is needed.</summary>
    public static bool Answers(FilterConfig filter) =>
        filter is { Redirect.Regex: null } and { Redirect: not null } || filter.Respond is not null;

    private static void CheckAll(ImmutableArray<FilterConfig> filters, PathConfig? path, ObjectReport report)
    {
        var answered = -1;
        for (var i = 0; i < filters.Length; i++)
        {
            var filter = filters[i];
            var field = $"filters[{i}]";
            CheckOne(field, filter, report);
            if (filter.RequestHeaders is { } request)
                CheckEdit($"{field}.requestHeaders", request, report);
            if (filter.ResponseHeaders is { } response)
                CheckEdit($"{field}.responseHeaders", response, report);
            if (filter.Allow is { } allow)
                CheckAllow($"{field}.allow", allow, report);
            if (filter.Redirect is { } redirect)
                RewriteChecks.Check($"{field}.redirect", redirect, path, report);
            if (filter.Rewrite is { } rewrite)
                RewriteChecks.Check($"{field}.rewrite", rewrite, path, report);
            if (filter.Hsts is { } hsts)
                CheckHsts($"{field}.hsts", hsts, report);
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

    private static void CheckOne(string field, FilterConfig filter, ObjectReport report)
    {
        object?[] kinds =
        [
            filter.RequestHeaders,
            filter.ResponseHeaders,
            filter.Allow,
            filter.Redirect,
            filter.Rewrite,
            filter.Hsts,
            filter.Respond,
        ];
        var count = kinds.Count(kind => kind is not null);
        if (count != 1)
            report.Error(field, $"the filter does {count} things", "write one filter for each thing to do");
    }

    private static void CheckHsts(string field, HstsConfig hsts, ObjectReport report)
    {
        if (hsts.MaxAge < TimeSpan.Zero)
            report.Error($"{field}.maxAge", "it is below 0", "write a time such as 365d, or 0 to make browsers forget");

        // The conditions of the browsers' preload list.
        if (hsts.Preload && !(hsts.IncludeSubdomains && hsts.MaxAge >= TimeSpan.FromDays(365)))
            report.Error(
                $"{field}.preload",
                "browsers preload only hosts with includeSubdomains and a maxAge of a year",
                "set both, or leave preload out"
            );
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

    private static void CheckAllow(string field, AllowConfig allow, ObjectReport report)
    {
        ValueChecks.Networks(report, $"{field}.from", allow.From);
        if (allow.From.IsEmpty)
            report.Error(
                $"{field}.from",
                "no network is given, so nobody would be let in",
                "list the networks that are let in, such as 10.0.0.0/8"
            );
    }

    /// <summary>Checks the name of a header that filters may write.</summary>
    public static void CheckEditedName(string field, string name, ObjectReport report)
    {
        ValueChecks.HeaderName(report, field, name);
        if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            report.Error(
                field,
                "Host decides where a request goes and cannot be edited as a header",
                "use a rewrite filter with host"
            );
        else if (FramingFields.Contains(name))
            report.Error(
                field,
                $"{name} belongs to the connection, and only the edge itself may write it",
                "remove it from the filter"
            );
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
