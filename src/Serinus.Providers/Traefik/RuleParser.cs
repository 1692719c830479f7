using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Serinus.Routing.Config;

namespace Serinus.Providers.Traefik;

/// <summary>Reads rules such as <c>Host:a.example,b.example;PathPrefixStrip:/api</c>: a semicolon is and, a comma is or.</summary>
internal static partial class RuleParser
{
    /// <summary>The rule of all expressions of a frontend, or a sentence on what is wrong.</summary>
    public static (FrontendRule? Rule, string? Trouble) Parse(IEnumerable<string> expressions)
    {
        var rule = new FrontendRule();
        foreach (var expression in expressions)
        {
            rule = rule with { Length = rule.Length + expression.Length };
            foreach (var part in expression.Split(';', StringSplitOptions.TrimEntries))
            {
                var colon = part.IndexOf(':', StringComparison.Ordinal);
                var name = colon < 0 ? part : part[..colon].TrimEnd();
                var text = colon < 0 ? "" : part[(colon + 1)..].Trim();
                var values = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                if (colon < 0 || values.Length == 0)
                    return (null, $"\"{part}\" is no rule; write one such as Host:a.example or PathPrefix:/api");
                var (with, trouble) = Add(rule, name, text, values);
                if (with is null)
                    return (null, trouble);
                rule = with;
            }
        }

        return (rule, null);
    }

    private static (FrontendRule? Rule, string? Trouble) Add(
        FrontendRule rule,
        string name,
        string text,
        string[] values
    ) =>
        name.ToLowerInvariant() switch
        {
            "host" => Hosts(rule, [.. values.Select(host => host.ToLowerInvariant())], oneLabel: false),
            "hostregexp" => HostPatterns(rule, values),
            "path" => Paths(rule, values, PathKind.Exact, strips: false),
            "pathstrip" => Paths(rule, values, PathKind.Exact, strips: true),
            "pathstripregex" => Paths(rule, values, PathKind.Exact, strips: true),
            "pathprefix" => Paths(rule, values, PathKind.StringPrefix, strips: false),
            "pathprefixstrip" => Paths(rule, values, PathKind.StringPrefix, strips: true),
            "pathprefixstripregex" => Paths(rule, values, PathKind.StringPrefix, strips: true),
            "addprefix" => (rule with { AddPrefix = Rooted(text) }, null),
            "replacepath" => (rule with { ReplacePath = Rooted(text) }, null),
            "replacepathregex" => ReplacePathRegex(rule, text),
            "method" => (rule with { Methods = [.. values.Select(method => method.ToUpperInvariant())] }, null),
            "headers" => Headers(rule, values, ValueKind.Exact),
            "headersregexp" => Headers(rule, values, ValueKind.Regex),
            "query" => Query(rule, values),
            _ => (null, $"there is no rule {name}"),
        };

    private static (FrontendRule?, string?) Hosts(FrontendRule rule, ImmutableArray<string> hosts, bool oneLabel) =>
        rule.Hosts.IsEmpty
            ? (rule with { Hosts = hosts, OneLabelWildcards = oneLabel }, null)
            : (null, "hosts are given twice, and both would have to hold; write them in one rule");

    private static (FrontendRule?, string?) HostPatterns(FrontendRule rule, string[] values)
    {
        var hosts = ImmutableArray.CreateBuilder<string>();
        var oneLabel = true;
        foreach (var value in values)
        {
            var match = WildcardHost().Match(value);
            if (!match.Success && value.Contains('{', StringComparison.Ordinal))
                return (
                    null,
                    $"host pattern \"{value}\" is not honoured; only a whole first label can be left open, as in {{any:[a-z0-9-]+}}.example.com"
                );
            oneLabel &= !match.Groups["many"].Success;
            hosts.Add((match.Success ? "*." + match.Groups["rest"].Value : value).ToLowerInvariant());
        }

        return Hosts(rule, hosts.ToImmutable(), oneLabel);
    }

    private static (FrontendRule?, string?) Paths(FrontendRule rule, string[] values, PathKind kind, bool strips)
    {
        if (!rule.Paths.IsEmpty)
            return (null, "paths are given twice, and both would have to hold; write them in one rule");
        var paths = ImmutableArray.CreateBuilder<(PathConfig?, string?)>();
        foreach (var value in values)
        {
            if (value[0] != '/')
                return (null, $"path \"{value}\" does not begin with /");
            if (Variable().Replace(value, "").AsSpan().IndexOfAny("{}") >= 0)
                return (null, $"path \"{value}\" has braces that are not closed, or hold braces of their own");
            var pattern = PatternOf(value);
            var isPattern = value.Contains('{', StringComparison.Ordinal);
            if (isPattern && !RedirectReader.IsPattern(pattern))
                return (null, $"path \"{value}\" holds what is no regular expression");
            PathConfig? path =
                isPattern ? new PathConfig(PathKind.Regex, kind == PathKind.Exact ? pattern : pattern + ".*")
                : kind == PathKind.StringPrefix && value == "/" ? null
                : new PathConfig(kind, value);
            paths.Add((path, strips ? pattern.TrimEnd('/') : null));
        }

        return (rule with { Paths = paths.ToImmutable() }, null);
    }

    /// <summary>The path as a regular expression: <c>{id}</c> is a segment, <c>{id:[0-9]+}</c> what it says.</summary>
    private static string PatternOf(string path)
    {
        var pattern = "";
        var at = 0;
        foreach (Match variable in Variable().Matches(path))
        {
            pattern += Regex.Escape(path[at..variable.Index]);
            pattern += variable.Groups["regex"].Success ? $"(?:{variable.Groups["regex"].Value})" : "[^/]+";
            at = variable.Index + variable.Length;
        }

        return pattern + Regex.Escape(path[at..]);
    }

    private static (FrontendRule?, string?) ReplacePathRegex(FrontendRule rule, string text)
    {
        var parts = text.Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
            return (
                null,
                $"ReplacePathRegex \"{text}\" needs an expression and a replacement with a space between them"
            );
        var pattern = GoValue.Pattern(parts[0]);
        return RedirectReader.IsPattern(pattern)
            ? (rule with { ReplacePathRegex = (pattern, parts[1]) }, null)
            : (null, $"\"{parts[0]}\" is no regular expression");
    }

    private static (FrontendRule?, string?) Headers(FrontendRule rule, string[] values, ValueKind kind)
    {
        if (values.Length % 2 != 0)
            return (null, "headers are written as Name,value");
        var headers = rule.Headers;
        for (var i = 0; i < values.Length; i += 2)
        {
            // A pattern need not take the whole value there; here it does.
            var wanted = kind == ValueKind.Regex ? $".*(?:{GoValue.Pattern(values[i + 1])}).*" : values[i + 1];
            headers = headers.Add(new ValueMatchConfig(values[i], kind, wanted));
        }

        return (rule with { Headers = headers }, null);
    }

    private static (FrontendRule?, string?) Query(FrontendRule rule, string[] values)
    {
        var query = rule.Query;
        foreach (var value in values)
        {
            var equals = value.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                return (null, $"query \"{value}\" is not written as name=value");
            query = query.Add(new ValueMatchConfig(value[..equals], ValueKind.Exact, value[(equals + 1)..]));
        }

        return (rule with { Query = query }, null);
    }

    private static string Rooted(string path) => path.StartsWith('/') ? path : "/" + path;

    [GeneratedRegex(
        @"^\{[^:{}]*(?::(?:(?<many>\.[+*])|\[[\w.^\\-]+\][+*]|\\w[+*]))?\}\.(?<rest>[^{}*]+)$",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex WildcardHost();

    [GeneratedRegex(@"\{[^:{}]*(?::(?<regex>[^{}]+))?\}", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
