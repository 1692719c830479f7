using Serinus.Routing.Config;

namespace Serinus.Tests.Routing.Compile;

public sealed class FilterChecksTests
{
    private static readonly RouteConfig Good = Given.Canary("r", 90, 10);

    [Fact]
    public void Filters_that_cannot_work_are_told()
    {
        AssertFilter(new(), "filters[0]", "does 0 things");
        AssertFilter(
            new()
            {
                Respond = new(),
                Redirect = new() { Scheme = "https" },
            },
            "filters[0]",
            "does 2 things"
        );
        AssertFilter(new() { Redirect = new() }, "filters[0].redirect", "back to the same URL");
        AssertFilter(new() { Redirect = new() { Scheme = "ftp" } }, "filters[0].redirect.scheme", "is no scheme");
        AssertFilter(new() { Redirect = new() { Host = "a:1" } }, "filters[0].redirect.host", "is no host");
        AssertFilter(new() { Redirect = new() { Port = 0 } }, "filters[0].redirect.port", "0 is below 1");
        AssertFilter(
            new()
            {
                Redirect = new() { Port = 1, Status = 200 },
            },
            "filters[0].redirect.status",
            "200 is no redirect"
        );
        AssertFilter(new() { Rewrite = new() }, "filters[0].rewrite", "changes nothing");
        AssertFilter(new() { Allow = new() { From = ["x"] } }, "filters[0].allow.from[0]", "is no network");
        AssertFilter(new() { Redirect = new() { Regex = "a" } }, "filters[0].redirect.replacement", "no replacement");
        AssertFilter(
            new()
            {
                Redirect = new() { Regex = "(", Replacement = "b" },
            },
            "filters[0].redirect.regex",
            "no regular expression"
        );
        AssertFilter(
            new()
            {
                Redirect = new() { Regex = "a(?=b)", Replacement = "b" },
            },
            "filters[0].redirect.regex",
            "needs backtracking"
        );
        AssertFilter(
            new()
            {
                Redirect = new() { Regex = "a", Replacement = "$1" },
            },
            "filters[0].redirect.replacement",
            "$1 names no group"
        );
        AssertFilter(
            new()
            {
                Redirect = new()
                {
                    Regex = "a",
                    Replacement = "b",
                    Host = "c",
                },
            },
            "filters[0].redirect",
            "beside"
        );
        AssertFilter(
            new()
            {
                Rewrite = new() { Host = "a", EndpointHost = true },
            },
            "filters[0].rewrite.endpointHost",
            "exclude"
        );
        AssertFilter(
            new()
            {
                Rewrite = new() { Host = "a", OriginalPathHeader = "X-A" },
            },
            "filters[0].rewrite.originalPathHeader",
            "no path is replaced"
        );
        AssertFilter(
            new()
            {
                Rewrite = new()
                {
                    Path = new() { Full = "/" },
                    OriginalPathHeader = "X-Forwarded-For",
                },
            },
            "filters[0].rewrite.originalPathHeader",
            "meaning of its own"
        );
        AssertFilter(
            new()
            {
                Rewrite = new()
                {
                    Path = new()
                    {
                        Full = "/",
                        Regex = "a",
                        Replacement = "b",
                    },
                },
            },
            "filters[0].rewrite.path",
            "2 of full"
        );
        AssertError(
            Good with
            {
                Backends = [],
                Filters =
                [
                    new()
                    {
                        Redirect = new() { Regex = "a", Replacement = "b" },
                    },
                ],
            },
            "backends",
            "no backends"
        );
        AssertFilter(new() { Rewrite = new() { Host = "a b" } }, "filters[0].rewrite.host", "is no host");
        AssertFilter(
            new() { Rewrite = new() { Path = new() } },
            "filters[0].rewrite.path",
            "0 of full, prefix and regex"
        );
        AssertFilter(
            new() { Rewrite = new() { Path = new() { Full = "x" } } },
            "filters[0].rewrite.path.full",
            "normal form"
        );
        AssertFilter(
            new() { Rewrite = new() { Path = new() { Prefix = "/../x" } } },
            "filters[0].rewrite.path.prefix",
            "normal form"
        );
        AssertFilter(new() { Respond = new() { Status = 199 } }, "filters[0].respond.status", "199 is below 200");
        AssertFilter(
            new()
            {
                Respond = new() { Status = 204, Body = "x" },
            },
            "filters[0].respond.body",
            "has no body"
        );
        AssertFilter(
            new() { Respond = new() { Body = new string('x', 65537) } },
            "filters[0].respond.body",
            "65537 bytes"
        );
        AssertError(
            Good with
            {
                Path = new PathConfig(PathKind.Exact, "/a"),
                Filters = [new() { Rewrite = new() { Path = new() { Prefix = "/" } } }],
            },
            "filters[0].rewrite.path.prefix",
            "no prefix"
        );
        AssertWarning(
            Good with
            {
                Filters = [new() { Respond = new() }, new() { Respond = new() }],
            },
            "filters[1]",
            "filters[0] answers"
        );
    }

    [Theory]
    [InlineData("Connection", "v", "belongs to the connection")]
    [InlineData("content-length", "1", "belongs to the connection")]
    [InlineData("Transfer-Encoding", "chunked", "belongs to the connection")]
    [InlineData("Host", "a", "cannot be edited")]
    [InlineData("X A", "v", "no header name")]
    [InlineData("X-A", "a\r\nX-B: b", "\\x0d\\x0a")]
    [InlineData("X-A", "a\0", "may not stand")]
    [InlineData("X-A", " a", "may not stand")]
    public void Header_edits_that_would_break_a_message_are_told(string name, string value, string message)
    {
        AssertFilter(
            new() { RequestHeaders = new() { Set = [new(name, value)] } },
            $"filters[0].requestHeaders.set.{name}",
            message
        );
        AssertFilter(
            new() { ResponseHeaders = new() { Add = [new(name, value)] } },
            $"filters[0].responseHeaders.add.{name}",
            message
        );
    }

    private static void AssertFilter(FilterConfig filter, string field, string message) =>
        AssertError(Good with { Filters = [filter] }, field, message);

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
