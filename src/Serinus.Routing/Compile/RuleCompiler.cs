using System.Collections.Immutable;
using System.Text;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Routing.Compile;

/// <summary>Checks the conditions of a route and compiles them to the rule that is matched.</summary>
internal static class RuleCompiler
{
    private const int PriorityMax = 1_000_000;

    /// <summary>Compiles the rule of a route; what is wrong is reported.</summary>
    public static RouteRule Compile(RouteConfig config, ObjectReport report)
    {
        var hosts = Hosts(config.Hosts, report);
        var path = config.Path is { Kind: not PathKind.Regex } plain ? PathOf(plain, report) : config.Path;
        var pattern = config.Path is { Kind: PathKind.Regex } regex ? Pattern("path", regex.Value, report) : null;
        ValueChecks.Range(report, "priority", config.Priority, -PriorityMax, PriorityMax);
        for (var i = 0; i < config.Methods.Length; i++)
            CheckMethod($"methods[{i}]", config.Methods[i], report);
        var headers = Conditions("headers", config.Headers, ValueCondition.ForHeader, report);
        for (var i = 0; i < config.Headers.Length; i++)
            ValueChecks.HeaderName(report, $"headers[{i}].name", config.Headers[i].Name);
        var query = Conditions("query", config.Query, ValueCondition.ForQuery, report);
        for (var i = 0; i < config.Query.Length; i++)
            CheckParameter($"query[{i}].name", config.Query[i].Name, report);
        return new RouteRule(config, hosts, path, pattern, headers, query);
    }

    /// <summary>Whether a text is <c>host</c> or <c>host:port</c>.</summary>
    public static bool IsAuthority(string text) =>
        HostParser.TrySplit(Encoding.UTF8.GetBytes(text), out var length, out _) && length > 0;

    /// <summary>Whether a text is a host without port.</summary>
    public static bool IsHost(string text) =>
        HostParser.TrySplit(Encoding.UTF8.GetBytes(text), out var length, out _)
        && length > 0
        && (length == text.Length || text[length..] == ".");

    /// <summary>The normal form of a path a person wrote: what a client would send for it (RFC 3986 §2.1), normalised like a request's.</summary>
    public static bool TryNormalizePath(string path, out string normal)
    {
        var bytes = new List<byte>(path.Length);
        foreach (var next in Encoding.UTF8.GetBytes(path))
        {
            if (next < 0x80)
                bytes.Add(next);
            else
                bytes.AddRange(Encoding.ASCII.GetBytes($"%{next:X2}"));
        }

        var raw = bytes.ToArray();
        var written = new byte[raw.Length];
        var isPath = PathNormalizer.TryNormalize(raw, written, out var length);
        normal = isPath ? Encoding.ASCII.GetString(written, 0, length) : "";
        return isPath;
    }

    /// <summary>Hosts in normal form, each once; what is none is reported.</summary>
    public static ImmutableArray<string> Hosts(ImmutableArray<string> configs, ObjectReport report)
    {
        if (configs.IsEmpty)
            return [];
        var hosts = ImmutableArray.CreateBuilder<string>(configs.Length);
        for (var i = 0; i < configs.Length; i++)
        {
            if (HostOf(configs[i], $"hosts[{i}]", report) is { } host && !hosts.Contains(host))
                hosts.Add(host);
        }

        return hosts.ToImmutable();
    }

    private static string? HostOf(string text, string field, ObjectReport report)
    {
        var isWildcard = text.StartsWith("*.", StringComparison.Ordinal);
        var name = isWildcard ? text[2..] : text;
        if (IsHost(name) && !(isWildcard && name[0] == '['))
            return text.ToLowerInvariant().TrimEnd('.');
        var message = $"\"{ValueChecks.Printable(text)}\" is no host";
        if (text == "*")
            report.Error(field, message, "leave hosts out to take any host");
        else if (text.Contains("://", StringComparison.Ordinal))
            report.Error(field, $"{message}: it holds a scheme", "write the name alone, such as a.example.com");
        else if (text.Contains('/', StringComparison.Ordinal))
            report.Error(field, $"{message}: it holds a path", "write the name alone and the path as path");
        else if (IsAuthority(name))
            report.Error(
                field,
                $"{message}: it holds a port",
                "remove the port: a route takes its hosts on every port it listens on"
            );
        else if (name.Contains('*', StringComparison.Ordinal))
            report.Error(field, $"{message}: a star stands for whole labels at the start only", "write *.example.com");
        else if (!Ascii.IsValid(text))
            report.Error(
                field,
                $"{message}: it holds other characters than ASCII",
                "write the name in its ASCII form (xn--…)"
            );
        else
            report.Error(field, message, "write a name such as a.example.com, or *.example.com");
        return null;
    }

    private static PathConfig? PathOf(PathConfig path, ObjectReport report)
    {
        var message = $"\"{ValueChecks.Printable(path.Value)}\" is no path";
        if (!Enum.IsDefined(path.Kind))
            report.Error("path", $"{path.Kind} is no kind of path", "use exact, prefix, stringPrefix or regex");
        else if (path.Value.IndexOfAny(['?', '#']) >= 0)
            report.Error(
                "path",
                $"{message}: it holds a query or a fragment",
                "write conditions on parameters as query"
            );
        else if (path.Value.Length == 0 || path.Value[0] != '/')
            report.Error("path", $"{message}: it does not begin with /", $"write /{ValueChecks.Printable(path.Value)}");
        else if (!TryNormalizePath(path.Value, out var normal))
            report.Error("path", message, "write characters that may not stand in a path as %XX, with two hex digits");
        else if (path.Value.Split('/').Any(IsDotSegment))
            report.Error(
                "path",
                $"{message} a request can have: dot segments are removed before it is matched",
                $"write {normal}"
            );
        // Gateway API: a final slash of a prefix does not matter. The prefix "/" is every path.
        else if (path.Kind == PathKind.Exact || (path.Kind == PathKind.StringPrefix && normal != "/"))
            return path with { Value = normal };
        else
            return normal == "/" ? null : path with { Value = normal[^1] == '/' ? normal[..^1] : normal };
        return null;
    }

    private static bool IsDotSegment(string segment) =>
        segment.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..";

    private static void CheckMethod(string field, string method, ObjectReport report)
    {
        if (!Token.IsToken(method))
            report.Error(field, $"\"{ValueChecks.Printable(method)}\" is no HTTP method", "write a method such as GET");
        else if (method.Any(char.IsAsciiLetterLower))
            report.Warn(
                field,
                $"{method} has lower-case letters and methods are compared with case (RFC 9110 §9.1)",
                $"write {method.ToUpperInvariant()}"
            );
    }

    private static void CheckParameter(string field, string name, ObjectReport report)
    {
        if (
            name.Length == 0
            || name.IndexOfAny(['&', '=', '#']) >= 0
            || !PathNormalizer.IsValidQuery(Encoding.UTF8.GetBytes(name))
        )
            report.Error(
                field,
                $"\"{ValueChecks.Printable(name)}\" is no name a query parameter can have",
                "write it as it stands in a URL, special characters as %XX"
            );
    }

    private static ValueCondition[] Conditions(
        string field,
        ImmutableArray<ValueMatchConfig> configs,
        Func<ValueMatchConfig, BytePattern?, ValueCondition> make,
        ObjectReport report
    )
    {
        if (configs.IsEmpty)
            return [];
        var conditions = new ValueCondition[configs.Length];
        for (var i = 0; i < configs.Length; i++)
        {
            var isPattern = configs[i].Kind == ValueKind.Regex;
            var pattern = isPattern ? Pattern($"{field}[{i}].value", configs[i].Value, report) : null;
            conditions[i] = make(configs[i], pattern);
        }

        return conditions;
    }

    /// <summary>Compiles a regular expression that must match the whole of a value; what is wrong with it is reported.</summary>
    public static BytePattern? Pattern(string field, string pattern, ObjectReport report)
    {
        var shown = ValueChecks.Printable(pattern);
        try
        {
            return new BytePattern(pattern);
        }
        catch (NotSupportedException)
        {
            report.Error(
                field,
                $"pattern {shown} needs backtracking",
                "write it without look-around, backreferences, atomic groups and conditionals"
            );
        }
        catch (ArgumentException error)
        {
            report.Error(field, $"pattern {shown} is no regular expression: {error.Message}", "correct the pattern");
        }

        return null;
    }
}
