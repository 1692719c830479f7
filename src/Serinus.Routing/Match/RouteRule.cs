using System.Collections.Immutable;
using System.Text;
using Serinus.Routing.Config;

namespace Serinus.Routing.Match;

/// <summary>A compiled match: which requests a route takes, and its place among routes whose host and path are alike.</summary>
internal sealed class RouteRule
{
    private readonly byte[][] methods;
    private readonly ValueCondition[] headers;
    private readonly ValueCondition[] query;

    /// <summary>Puts a match together from checked parts.</summary>
    /// <param name="config">The route.</param>
    /// <param name="hosts">Its hosts in normal form, each once.</param>
    /// <param name="path">Its path condition in normal form, or null.</param>
    /// <param name="pattern">Compiled path condition, when it is a regular expression.</param>
    /// <param name="headers">Compiled header conditions.</param>
    /// <param name="query">Compiled query conditions.</param>
    public RouteRule(
        RouteConfig config,
        ImmutableArray<string> hosts,
        PathConfig? path,
        BytePattern? pattern,
        ValueCondition[] headers,
        ValueCondition[] query
    )
    {
        Config = config;
        Hosts = hosts;
        Path = path;
        Pattern = pattern;
        methods = config.Methods.IsEmpty ? [] : [.. config.Methods.Distinct().Select(Encoding.ASCII.GetBytes)];
        this.headers = headers;
        this.query = query;
    }

    public RouteConfig Config { get; }

    public ImmutableArray<string> Hosts { get; }

    public PathConfig? Path { get; }

    public BytePattern? Pattern { get; }

    /// <summary>Whether it takes every request of its hosts and path.</summary>
    public bool IsUnconditional => methods.Length == 0 && headers.Length == 0 && query.Length == 0;

    /// <summary>Precedence of Gateway API among alike paths: method, number of headers, number of parameters, age, name.</summary>
    public static int Compare(RouteRule left, RouteRule right)
    {
        var order = (right.methods.Length > 0).CompareTo(left.methods.Length > 0);
        if (order == 0)
            order = right.headers.Length.CompareTo(left.headers.Length);
        if (order == 0)
            order = right.query.Length.CompareTo(left.query.Length);
        if (order == 0)
            order = Age(left).CompareTo(Age(right));
        return order != 0 ? order : string.CompareOrdinal(left.Config.Name, right.Config.Name);
    }

    /// <summary>The first condition beside host and path that a request does not meet.</summary>
    /// <param name="head">The request.</param>
    /// <param name="condition">The header or query condition, where that is what it does not meet.</param>
    public Mismatch Test(RequestHead head, out ValueMatchConfig? condition)
    {
        condition = null;
        if (!TakesMethod(head.Method))
            return Mismatch.Method;
        foreach (var wanted in headers)
        {
            if (wanted.HoldsForHeader(head))
                continue;
            condition = wanted.Config;
            return Mismatch.Header;
        }

        foreach (var wanted in query)
        {
            if (wanted.HoldsForQuery(head))
                continue;
            condition = wanted.Config;
            return Mismatch.Query;
        }

        return Mismatch.None;
    }

    /// <summary>All conditions but hosts as one string, equal for rules that take the same requests.</summary>
    public string ConditionKey()
    {
        var parts = new List<string> { $"{Path?.Kind}\n{Path?.Value}" };
        parts.AddRange(Config.Methods.Distinct().Order(StringComparer.Ordinal));
        parts.AddRange(
            Config.Headers.Select(header => Key(header, header.Name.ToLowerInvariant())).Order(StringComparer.Ordinal)
        );
        parts.AddRange(Config.Query.Select(parameter => Key(parameter, parameter.Name)).Order(StringComparer.Ordinal));
        return string.Join('\0', parts.Prepend($"{methods.Length} {headers.Length}"));
    }

    /// <summary>Whether it takes every request of a host that another rule takes, so far as that is plain to see.</summary>
    public bool Covers(RouteRule other) =>
        IsUnconditional ? CoversPath(other.Path) : !other.IsUnconditional && ConditionKey() == other.ConditionKey();

    private bool CoversPath(PathConfig? other) =>
        Path is null
        || other == Path
        || (
            other is { Kind: not PathKind.Regex }
            && other.Value.StartsWith(Path.Value, StringComparison.Ordinal)
            && Path.Kind switch
            {
                PathKind.StringPrefix => true,
                PathKind.Prefix => other.Value.Length == Path.Value.Length
                    ? other.Kind == PathKind.Exact
                    : other.Value[Path.Value.Length] is '/' or ';',
                _ => false,
            }
        );

    private bool TakesMethod(ReadOnlySpan<byte> method)
    {
        foreach (var taken in methods)
        {
            if (method.SequenceEqual(taken))
                return true;
        }

        return methods.Length == 0;
    }

    private static DateTimeOffset Age(RouteRule rule) => rule.Config.Created ?? DateTimeOffset.MaxValue;

    private static string Key(ValueMatchConfig condition, string name) =>
        $"{name}\n{condition.Kind}\n{(condition.Kind == ValueKind.Present ? "" : condition.Value)}";
}
