using CsCheck;
using Serinus.Routing.Config;
using Serinus.Routing.Match;

namespace Serinus.Tests.Routing.Compile;

/// <summary>Small worlds of routes and requests in which conditions collide often.</summary>
internal static class RandomRoutes
{
    private static readonly Gen<string> Host = OneOf("a.test", "b.a.test", "*.test", "*.a.test", "b.test");
    private static readonly Gen<string> Path = OneOf("/", "/x", "/x/", "/x/y", "/xx", "/x//", "//");

    private static readonly Gen<PathConfig?> PathCondition = Gen.OneOf(
        OneOf<PathConfig?>([null]),
        Gen.Select(
            OneOf(PathKind.Exact, PathKind.Prefix, PathKind.StringPrefix),
            Path,
            PathConfig? (kind, path) => new(kind, path)
        ),
        OneOf<PathConfig?>(new(PathKind.Regex, "/[a-z]+"), new(PathKind.Regex, "/x.*"))
    );

    private static readonly Gen<ValueMatchConfig> Condition = OneOf<ValueMatchConfig>(
        new("k", ValueKind.Exact, "1"),
        new("k", ValueKind.Present),
        new("j", ValueKind.Regex, "[12]")
    );

    /// <summary>Routes without names; they are given by place.</summary>
    public static Gen<RouteConfig[]> Routes { get; } =
        Gen.Select(
                Host.Array[0, 2],
                PathCondition,
                OneOf("GET", "POST").Array[0, 1],
                Condition.Array[0, 2],
                Condition.Array[0, 1],
                Gen.Int[0, 2],
                OneOf((false, 0), (true, 0), (false, 5), (true, 5), (false, 0), (false, -5)),
                (hosts, path, methods, headers, query, age, rank) =>
                    Given.Route("") with
                    {
                        Hosts = [.. hosts],
                        OneLabelWildcards = rank.Item1,
                        Path = path,
                        Priority = rank.Item2,
                        Methods = [.. methods],
                        Headers = [.. headers],
                        Query = [.. query],
                        Created = age == 0 ? null : DateTimeOffset.UnixEpoch.AddDays(age),
                    }
            )
            .Array[0, 30]
            .Select(routes => routes.Select((route, i) => route with { Name = $"route-{i}" }).ToArray());

    /// <summary>Requests for such routes.</summary>
    public static Gen<RequestHead> Request { get; } =
        Gen.Select(
            OneOf("a.test", "b.a.test", "c.b.a.test", "b.test", "test", "other"),
            OneOf("/", "/x", "/x/", "/x/y", "/x/y/z", "/xx", "/x//", "/x//y", "//", "//x", "/z"),
            OneOf("GET", "POST"),
            OneOf("", "k=1", "k=2", "j=2&k=1"),
            OneOf("", "k=1", "j=1", "k=1&j=2", "k=2&k=1"),
            (host, path, method, query, headers) =>
                Given.Request(
                    method,
                    $"http://{host}{path}{(query.Length > 0 ? "?" : "")}{query}",
                    [
                        .. headers
                            .Split('&', StringSplitOptions.RemoveEmptyEntries)
                            .Select(pair => pair.Split('='))
                            .Select(pair => (pair[0], pair[1])),
                    ]
                )
        );

    /// <summary>One fixed set of routes.</summary>
    public static RouteConfig[] Sample { get; } =
    [
        Given.Route("a", "a.test", "/x"),
        Given.Route("b", "a.test", "/x"),
        Given.Route("c", "*.a.test"),
        Given.Route("d", null, "/x/y"),
        Given.Route("e", "a.test") with
        {
            Methods = ["POST"],
        },
        Given.Route("f", "a.test", "/x") with
        {
            Headers = [new ValueMatchConfig("k", ValueKind.Present)],
        },
        Given.Route("g"),
    ];

    /// <summary>Requests that tell the routes of <see cref="Sample"/> apart.</summary>
    public static RequestHead[] Requests { get; } =
    [
        Given.Get("http://a.test/x"),
        Given.Get("http://a.test/x/y", ("k", "1")),
        Given.Get("http://b.a.test/x/y"),
        Given.Get("http://b.test/x/y"),
        Given.Request("POST", "http://a.test/"),
        Given.Get("http://a.test/"),
    ];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
