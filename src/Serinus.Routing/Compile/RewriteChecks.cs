using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks redirects and rewrites.</summary>
internal static class RewriteChecks
{
    public static void Check(string field, RedirectConfig redirect, PathConfig? path, ObjectReport report)
    {
        if (redirect.Regex is not null || redirect.Replacement is not null)
        {
            if (redirect is not { Scheme: null, Host: null, Port: null, Path: null })
                report.Error(
                    field,
                    "regex stands beside scheme, host, port or path",
                    "write the whole new URL as replacement, or remove regex"
                );
            CheckPattern(field, redirect.Regex, redirect.Replacement, report);
        }
        else if (redirect is { Scheme: null, Host: null, Port: null, Path: null })
            report.Error(
                field,
                "the redirect leads back to the same URL",
                "give it a scheme, host, port or path, or a regex"
            );
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

    public static void Check(string field, RewriteConfig rewrite, PathConfig? path, ObjectReport report)
    {
        if (rewrite is { Host: null, EndpointHost: false, Path: null })
            report.Error(field, "the rewrite changes nothing", "give it a host or a path");
        if (rewrite is { Host: not null, EndpointHost: true })
            report.Error(
                $"{field}.endpointHost",
                $"host {ValueChecks.Printable(rewrite.Host)} and that of the endpoint exclude each other",
                "keep one of the two"
            );
        if (rewrite.OriginalPathHeader is { } header)
            CheckOriginalPathHeader($"{field}.originalPathHeader", header, rewrite, report);
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
        object?[] kinds = [rewrite.Full, rewrite.Prefix, rewrite.Regex ?? rewrite.Replacement];
        if (kinds.Count(kind => kind is not null) is var count and not 1)
            report.Error(field, $"{count} of full, prefix and regex are given", "give one of them");
        if (rewrite.Regex is not null || rewrite.Replacement is not null)
            CheckPattern(field, rewrite.Regex, rewrite.Replacement, report);
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

    private static void CheckOriginalPathHeader(string field, string header, RewriteConfig rewrite, ObjectReport report)
    {
        FilterChecks.CheckEditedName(field, header, report);
        if (
            KnownHeaders.Identify(Encoding.UTF8.GetBytes(header))
            is not (KnownHeader.Other or KnownHeader.XForwardedOther)
        )
            report.Error(field, $"{header} has a meaning of its own", "use a name such as X-Original-Path");
        if (rewrite.Path is null)
            report.Error(field, "no path is replaced, so there is none to tell", "give the rewrite a path");
    }

    private static void CheckPattern(string field, string? pattern, string? replacement, ObjectReport report)
    {
        if (pattern is null || replacement is null)
        {
            var missing = pattern is null ? "regex" : "replacement";
            report.Error($"{field}.{missing}", $"there is no {missing}", "regex and replacement go together");
            return;
        }

        if (RuleCompiler.Pattern($"{field}.regex", pattern, report) is null)
            return;
        if (!PatternReplacement.TryCompile(pattern, replacement, out _, out var bad))
            report.Error(
                $"{field}.replacement",
                $"{ValueChecks.Printable(bad)} names no group of the regular expression",
                "write ${1} or ${name} for a group it has, and $$ for a dollar"
            );
    }
}
