using Serinus.Routing.Config;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Routing.Match;

public sealed class RouteTableTests
{
    [Fact]
    public void Exact_host_wins_over_wildcard_and_wildcard_over_any() =>
        AssertMatches(
            [
                Given.Route("any"),
                Given.Route("wild", "*.test"),
                Given.Route("longer", "*.a.test"),
                Given.Route("exact", "x.a.test"),
            ],
            ("http://x.a.test/", "exact"),
            ("http://y.a.test/", "longer"),
            ("http://y.z.a.test/", "longer"),
            ("http://a.test/", "wild"),
            ("http://b.c.test/", "wild"),
            ("http://test/", "any"),
            ("http://x.other/", "any")
        );

    [Fact]
    public void A_prefix_ends_at_a_segment_border_and_its_final_slash_does_not_matter()
    {
        foreach (var prefix in (string[])["/api", "/api/"])
        {
            AssertMatches(
                [Given.Route("api", null, prefix)],
                ("http://a/api", "api"),
                ("http://a/api/", "api"),
                ("http://a/api/x", "api"),
                ("http://a/api?x", "api"),
                ("http://a/apix", null),
                ("http://a/ap", null),
                ("http://a/", null),
                ("http://a/x/api", null),
                ("http://a/API", null)
            );
        }
    }

    [Fact]
    public void A_string_prefix_ends_anywhere_and_its_final_slash_matters() =>
        AssertMatches(
            [Path("api", PathKind.StringPrefix, "/api"), Path("docs", PathKind.StringPrefix, "/docs/")],
            ("http://a/api", "api"),
            ("http://a/apix", "api"),
            ("http://a/api/x", "api"),
            ("http://a/ap", null),
            ("http://a/docs", null),
            ("http://a/docs/", "docs"),
            ("http://a/docs/x", "docs"),
            ("http://a/x/api", null)
        );

    [Fact]
    public void The_longest_prefix_of_either_kind_wins_and_of_one_length_the_one_at_segments() =>
        AssertMatches(
            [
                Path("string", PathKind.StringPrefix, "/a/b"),
                Given.Route("segment", null, "/a/b"),
                Path("longer-string", PathKind.StringPrefix, "/a/bc"),
                Given.Route("longer-segment", null, "/a/b/c"),
                Path("root", PathKind.StringPrefix, "/"),
            ],
            ("http://a/a/b", "segment"),
            ("http://a/a/b/x", "segment"),
            ("http://a/a/b/c", "longer-segment"),
            ("http://a/a/bx", "string"),
            ("http://a/a/bcd", "longer-string"),
            ("http://a/a", "root")
        );

    [Fact]
    public void A_one_label_wildcard_takes_one_label_and_wins_over_one_for_any() =>
        AssertMatches(
            [
                Given.Route("any-label", "*.a.test"),
                Given.Route("one-label", "*.a.test") with
                {
                    OneLabelWildcards = true,
                },
                Given.Route("below", "*.b.a.test", "/x"),
                Given.Route("alone", "*.c.test") with
                {
                    OneLabelWildcards = true,
                },
            ],
            ("http://x.a.test/", "one-label"),
            ("http://y.x.a.test/", "any-label"),
            ("http://y.b.a.test/x", "below"),
            ("http://y.b.a.test/", "any-label"),
            ("http://x.c.test/", "alone"),
            ("http://y.x.c.test/", null),
            ("http://c.test/", null),
            ("http://test/", null)
        );

    [Fact]
    public void A_higher_priority_wins_over_host_and_path_and_falls_through_when_it_does_not_take() =>
        AssertMatches(
            [
                Given.Route("exact", "a.test", "/x/y"),
                Given.Route("first") with
                {
                    Priority = 10,
                    Methods = ["POST"],
                },
                Given.Route("last", "a.test", "/x/y/z") with
                {
                    Priority = -1,
                },
                Given.Route("second", null, "/x") with
                {
                    Priority = 5,
                },
            ],
            ("http://a.test/x/y", "second"),
            ("http://a.test/x/y/z", "second"),
            ("http://a.test/", null)
        );

    [Fact]
    public void Exact_path_wins_over_the_longest_prefix_and_prefix_over_pattern() =>
        AssertMatches(
            [
                Path("pattern", PathKind.Regex, "/a/[a-z]+"),
                Given.Route("root-of-b", "b", "/"),
                Path("exact", PathKind.Exact, "/a/b"),
                Given.Route("short", null, "/a"),
                Given.Route("long", null, "/a/b"),
            ],
            ("http://a/a/b", "exact"),
            ("http://a/a/b/", "long"),
            ("http://a/a/b/c", "long"),
            ("http://a/a/c", "short"),
            ("http://b/a/b", "root-of-b"),
            ("http://a/x", null)
        );

    [Fact]
    public void A_pattern_matches_the_whole_path() =>
        AssertMatches(
            [Path("digits", PathKind.Regex, "/[0-9]+|/x")],
            ("http://a/12", "digits"),
            ("http://a/12x", null),
            ("http://a/x", "digits"),
            ("http://a/xy", null),
            ("http://a/y/x", null)
        );

    [Fact]
    public void Among_alike_paths_method_then_headers_then_query_then_age_then_name_decide()
    {
        var header = new ValueMatchConfig("X-A", ValueKind.Exact, "1");
        var other = new ValueMatchConfig("x-b", ValueKind.Present);
        var query = new ValueMatchConfig("q", ValueKind.Exact, "1");
        var snapshot = Given.Snapshot(
            Given.Route("b-name"),
            Given.Route("a-name") with
            {
                Created = DateTimeOffset.UnixEpoch.AddDays(1),
            },
            Given.Route("z-old") with
            {
                Created = DateTimeOffset.UnixEpoch,
            },
            Given.Route("query") with
            {
                Query = [query],
            },
            Given.Route("one-header") with
            {
                Headers = [header],
            },
            Given.Route("two-headers") with
            {
                Headers = [header, other],
            },
            Given.Route("method") with
            {
                Methods = ["POST", "PUT"],
            }
        );

        string? Match(string method, string url, params (string, string)[] headers) =>
            snapshot.Table.Match(Given.Request(method, url, headers))?.Name;

        Assert.Equal("z-old", Match("GET", "http://a/"));
        Assert.Equal("query", Match("GET", "http://a/?p=2&q=1&q=2"));
        Assert.Equal("z-old", Match("GET", "http://a/?q=2&q=1"));
        Assert.Equal("z-old", Match("GET", "http://a/?qq=1"));
        Assert.Equal("one-header", Match("GET", "http://a/?q=1", ("x-a", "1")));
        Assert.Equal("two-headers", Match("GET", "http://a/?q=1", ("x-a", "1"), ("X-B", "")));
        Assert.Equal("method", Match("PUT", "http://a/?q=1", ("x-a", "1"), ("X-B", "")));
        Assert.Equal("z-old", Match("put", "http://a/"));
    }

    [Fact]
    public void A_request_that_no_rule_of_its_host_takes_falls_through()
    {
        var snapshot = Given.Snapshot(
            Given.Route("any", null, "/x"),
            Given.Route("wild", "*.test", "/w"),
            Given.Route("exact", "a.test", "/e") with
            {
                Methods = ["POST"],
            },
            Given.Route("above", "a.test", "/e/f") with
            {
                Headers = [new ValueMatchConfig("k", ValueKind.Present)],
            }
        );

        Assert.Equal("exact", snapshot.Table.Match(Given.Request("POST", "http://a.test/e/f"))?.Name);
        Assert.Equal("wild", snapshot.Table.Match(Given.Get("http://a.test/w"))?.Name);
        Assert.Equal("any", snapshot.Table.Match(Given.Get("http://a.test/x"))?.Name);
        Assert.Null(snapshot.Table.Match(Given.Get("http://a.test/e")));
    }

    [Fact]
    public void Repeated_header_fields_are_compared_as_one_value_joined_by_commas()
    {
        var snapshot = Given.Snapshot(
            Given.Route("user") with
            {
                Headers = [new ValueMatchConfig("role", ValueKind.Exact, "user")],
            },
            Given.Route("both") with
            {
                Headers = [new ValueMatchConfig("role", ValueKind.Regex, "user,ad.*")],
            }
        );

        Assert.Equal("user", snapshot.Table.Match(Given.Get("http://a/", ("Role", "user")))?.Name);
        Assert.Equal("both", snapshot.Table.Match(Given.Get("http://a/", ("Role", "user"), ("role", "admin")))?.Name);
        Assert.Null(snapshot.Table.Match(Given.Get("http://a/", ("role", ""), ("role", "user"))));
    }

    [Fact]
    public void A_route_takes_requests_of_its_listeners_alone()
    {
        var fragment = Given.Fragment(
            Given.Route("a-inside") with
            {
                Listeners = ["internal"],
            },
            Given.Route("b-everywhere", null, "/")
        ) with
        {
            Listeners =
            [
                new ListenerConfig { Name = "web", Address = ":8000" },
                new ListenerConfig { Name = "internal", Address = ":8001" },
            ],
        };
        var table = Given.Compiled(fragment).Snapshot.Table;
        var head = Given.Get("http://a/");

        Assert.Equal("b-everywhere", table.Match(head)?.Name);
        head.Listener = 1;
        Assert.Equal("a-inside", table.Match(head)?.Name);
    }

    [Fact]
    public void A_configured_path_is_normalised_like_a_requested_one() =>
        AssertMatches(
            [Path("cafe", PathKind.Exact, "/café/%7eme"), Given.Route("tilde", null, "/%7e")],
            ("http://a/caf%c3%a9/~me", "cafe"),
            ("http://a/~/x", "tilde")
        );

    private static void AssertMatches(RouteConfig[] routes, params (string Url, string? Route)[] expected)
    {
        var snapshot = Given.Snapshot(routes);
        foreach (var (url, route) in expected)
            Assert.Equal((url, route), (url, snapshot.Table.Match(Given.Get(url))?.Name));
    }

    private static RouteConfig Path(string name, PathKind kind, string value) =>
        Given.Route(name) with
        {
            Path = new PathConfig(kind, value),
        };
}
