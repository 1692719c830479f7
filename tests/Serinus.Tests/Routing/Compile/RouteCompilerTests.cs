using System.Collections.Immutable;
using Serinus.Routing.Config;

namespace Serinus.Tests.Routing.Compile;

public sealed class RouteCompilerTests
{
    private static readonly RouteConfig Good = Given.Canary("r", 90, 10);

    [Theory]
    [InlineData("*", "leave hosts out")]
    [InlineData("", "write a name")]
    [InlineData("http://a.test", "write the name alone")]
    [InlineData("a.test/x", "the path as path")]
    [InlineData("a.test:8080", "remove the port")]
    [InlineData("*.a.test:8080", "remove the port")]
    [InlineData("a.*.test", "*.example.com")]
    [InlineData("*a.test", "*.example.com")]
    [InlineData("*.*.test", "*.example.com")]
    [InlineData("bücher.test", "xn--")]
    [InlineData("a..test", "write a name")]
    [InlineData("a b", "write a name")]
    public void A_host_that_can_match_nothing_is_told_with_its_cure(string host, string cure)
    {
        var problem = Assert.Single(Given.Compiled(Given.Fragment(Good with { Hosts = ["good.test", host] })).Errors());

        Assert.Equal("hosts[1]", problem.Field);
        Assert.Contains($"\"{host}\"", problem.Message);
        Assert.Contains(cure, problem.Cure);
    }

    [Theory]
    [InlineData("", "does not begin with /")]
    [InlineData("api", "does not begin with /")]
    [InlineData("/a?b", "query")]
    [InlineData("/a#b", "fragment")]
    [InlineData("/a/../b", "dot segments")]
    [InlineData("/a/%2E/b", "dot segments")]
    [InlineData("/a/..", "dot segments")]
    [InlineData("/%zz", "is no path")]
    [InlineData("/a b", "is no path")]
    [InlineData("/a\u0001", "\\x01")]
    public void A_path_that_can_match_nothing_is_told(string path, string message)
    {
        foreach (var kind in (PathKind[])[PathKind.Exact, PathKind.Prefix])
            AssertError(Good with { Path = new PathConfig(kind, path) }, "path", message);
    }

    [Theory]
    [InlineData("(", "is no regular expression")]
    [InlineData("a)(b", "is no regular expression")]
    [InlineData("(?=a)", "needs backtracking")]
    [InlineData("(a)\\1", "needs backtracking")]
    public void A_pattern_that_cannot_be_used_is_told(string pattern, string message)
    {
        AssertError(Good with { Path = new PathConfig(PathKind.Regex, pattern) }, "path", message);
        AssertError(Good with { Headers = [new("h", ValueKind.Regex, pattern)] }, "headers[0].value", message);
        AssertError(Good with { Query = [new("q", ValueKind.Regex, pattern)] }, "query[0].value", message);
    }

    [Fact]
    public void Conditions_that_can_never_hold_are_told()
    {
        AssertError(Good with { Methods = ["GET", "GE T"] }, "methods[1]", "no HTTP method");
        AssertError(Good with { Headers = [new("a b", ValueKind.Present)] }, "headers[0].name", "no header name");
        AssertError(
            Good with
            {
                Query = [new("a=b", ValueKind.Present)],
            },
            "query[0].name",
            "no name a query parameter"
        );
        AssertWarning(Good with { Methods = ["get"] }, "methods[0]", "lower-case");
    }

    [Fact]
    public void Backends_that_cannot_share_are_told()
    {
        AssertError(Good with { Backends = [] }, "backends", "the route has no backends");
        AssertError(
            Good with
            {
                Backends = [Good.Backends[0], Good.Backends[0]],
            },
            "backends[1]",
            "app is the name of backends[0]"
        );
        AssertError(Given.Canary("r", -5, 1), "backends[0].weight", "weight -5 is below 0");
        AssertError(Given.Canary("r", 600_000, 600_000), "backends", "total 1200000");
        AssertError(Given.Canary("r", 99.99999m, 0.00001m), "backends", "finer than one in a million");
        AssertWarning(Given.Canary("r", 0, 0), "backends", "every weight is 0");
        Assert.Empty(Given.Compiled(Given.Fragment(Given.Canary("r", 60.7m, 39.3m))).Problems);
    }

    [Fact]
    public void Cohorts_and_forced_choices_that_cannot_work_are_told()
    {
        AssertError(Good with { Cohort = new() { By = CohortKey.Header } }, "cohort.name", "needs the name");
        AssertError(Good with { Cohort = new() { Name = "a;b" } }, "cohort.name", "no cookie name");
        AssertError(Good with { Cohort = new() { Cookie = "a b" } }, "cohort.cookie", "no cookie name");
        AssertError(
            Good with
            {
                Cohort = new() { Name = "id", Cookie = "id" },
            },
            "cohort.cookie",
            "would be overwritten"
        );
        AssertError(Good with { Cohort = new() { Salt = "" } }, "cohort.salt", "is empty");
        AssertError(
            Good with
            {
                Cohort = new() { CookieMaxAge = TimeSpan.FromDays(-1) },
            },
            "cohort.cookieMaxAge",
            "below 0"
        );
        AssertError(Good with { Force = new() { From = ["::/0"] } }, "force", "neither a header nor a cookie");
        AssertError(
            Good with
            {
                Force = new() { Header = "Host", From = ["::/0"] },
            },
            "force.header",
            "meaning of its own"
        );
        AssertError(
            Good with
            {
                Force = new() { Header = "x", From = ["10.0.0.0/8", "x/8"] },
            },
            "force.from[1]",
            "is no network"
        );
        AssertWarning(Good with { Force = new() { Header = "x" } }, "force.from", "no client is trusted");
        Assert.Empty(
            Problems(
                ForcedBy(
                    new()
                    {
                        Cookie = "c",
                        Regex = "a|b",
                        Backend = "app",
                    }
                )
            )
        );
        AssertError(ForcedBy(new() { Value = "", Backend = "app" }), "force.rules[0]", "header and cookie");
        AssertError(ForcedBy(new() { Header = "h", Backend = "app" }), "force.rules[0]", "value and regex");
        AssertError(
            ForcedBy(
                new()
                {
                    Header = "a b",
                    Value = "",
                    Backend = "app",
                }
            ),
            "force.rules[0].header",
            "no header name"
        );
        AssertError(
            ForcedBy(
                new()
                {
                    Header = "h",
                    Regex = "(",
                    Backend = "app",
                }
            ),
            "force.rules[0].regex",
            "no regular expression"
        );
        AssertError(
            ForcedBy(
                new()
                {
                    Header = "h",
                    Value = "",
                    Backend = "ap",
                }
            ),
            "force.rules[0].backend",
            "no backend ap"
        );

        static RouteConfig ForcedBy(ForceRuleConfig rule) =>
            Good with
            {
                Force = new() { From = ["::/0"], Rules = [rule] },
            };
    }

    [Fact]
    public void Retries_times_and_sizes_out_of_range_are_told()
    {
        AssertError(Good with { Retry = new() { Attempts = 11 } }, "retry.attempts", "11 is above 10");
        AssertError(Good with { Retry = new() { Statuses = [503, 200] } }, "retry.statuses[1]", "200 is below 400");
        AssertError(Good with { Retry = new() { BudgetPercent = -1 } }, "retry.budgetPercent", "-1 is below 0");
        AssertError(
            Good with
            {
                Timeouts = new() { Connect = TimeSpan.FromSeconds(-1) },
            },
            "timeouts.connect",
            "-1 s is below 0"
        );
        AssertError(Good with { BodyBytesMax = -1 }, "bodyBytesMax", "-1 is below 0");
    }

    [Fact]
    public void A_listener_that_is_not_there_is_told_and_the_route_served_on_the_others()
    {
        var result = Given.Compiled(Given.Fragment(Good with { Listeners = ["web", "wbe"] }));

        Assert.Equal("did you mean web?", Assert.Single(result.Problems).Cure);
        Assert.NotNull(result.Snapshot.Table.Match(Given.Get("http://a/")));
    }

    [Fact]
    public void A_route_on_no_listener_that_is_there_takes_nothing()
    {
        var result = Given.Compiled(Given.Fragment(Good with { Listeners = ["gone"] }));

        Assert.Null(result.Snapshot.Table.Match(Given.Get("http://a/")));
    }

    private static ImmutableArray<Problem> Problems(RouteConfig route) =>
        Given.Compiled(Given.Fragment(route)).Problems;

    private static void AssertError(RouteConfig route, string field, string message)
    {
        var result = Given.Compiled(Given.Fragment(route));
        var problem = Assert.Single(result.Errors(), problem => problem.Field == field);
        Assert.Contains(message, problem.Message);
        Assert.NotEmpty(problem.Cure);
        Assert.Empty(result.Snapshot.Routes);
    }

    private static void AssertWarning(RouteConfig route, string field, string message)
    {
        var result = Given.Compiled(Given.Fragment(route));
        var problem = Assert.Single(result.Problems);
        Assert.Equal((Severity.Warning, field), (problem.Severity, problem.Field));
        Assert.Contains(message, problem.Message);
        Assert.Single(result.Snapshot.Routes);
    }
}
