using Serinus.Testbed;
using static Serinus.EndToEnd.BadTraffic.BadRequest;

namespace Serinus.EndToEnd.BadTraffic;

/// <summary>Which host and which path is meant: RFC 9112 §3.2, RFC 3986 §6.2.2. Matched bytes and forwarded bytes must agree.</summary>
internal static class TargetCases
{
    public static IEnumerable<BadRequest> All => [.. Hosts(), .. Forms(), .. Dots(), .. Escapes(), .. Rewrites()];

    private static IEnumerable<BadRequest> Hosts() =>
        [
            Refused("no Host", "GET / HTTP/1.1\r\n\r\n"),
            Refused("two Hosts", "GET / HTTP/1.1\r\nHost: a.test\r\nHost: b.test\r\n\r\n"),
            Refused("two equal Hosts", "GET / HTTP/1.1\r\nHost: a.test\r\nHost: a.test\r\n\r\n"),
            Refused("a list of Hosts", "GET / HTTP/1.1\r\nHost: a.test, b.test\r\n\r\n"),
            Refused("a Host with a path", "GET / HTTP/1.1\r\nHost: a.test/x\r\n\r\n"),
            Refused("a Host with user information", "GET / HTTP/1.1\r\nHost: b.test@a.test\r\n\r\n"),
            Refused("a Host with a space", "GET / HTTP/1.1\r\nHost: a.test b.test\r\n\r\n"),
            Refused("a Host with a port beyond 65535", "GET / HTTP/1.1\r\nHost: a.test:99999\r\n\r\n"),
            Refused("a Host with letters as port", "GET / HTTP/1.1\r\nHost: a.test:http\r\n\r\n"),
            new("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n") { Refusals = [400, 404] },
            MustServe(
                "a Host in upper case",
                "GET / HTTP/1.1\r\nHost: A.TEST\r\n\r\n",
                request => IsRoute(request, "app", "/")
            ),
            MustServe(
                "a Host with a port",
                "GET / HTTP/1.1\r\nHost: a.test:8000\r\n\r\n",
                request => IsRoute(request, "app", "/")
            ),
        ];

    private static IEnumerable<BadRequest> Forms() =>
        [
            RefusedOrServed(
                "absolute form beside another Host",
                "GET http://b.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n",
                request => Assert.Equal(("other", "b.test"), (request.Head["X-Route"], request.Head["Host"]))
            ),
            Refused("absolute form with a backslash", "GET http://b.test\\a.test/ HTTP/1.1\r\nHost: b.test\r\n\r\n"),
            Refused("absolute form with user information", "GET http://x@a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("absolute form without host", "GET http:/// HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("target that begins with a host", "GET a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("target that begins with a query", "GET ?x HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("empty target", "GET  HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("asterisk with GET", "GET * HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("target with a fragment", "GET /a#b HTTP/1.1\r\nHost: a.test\r\n\r\n"),
        ];

    private static IEnumerable<BadRequest> Dots() =>
        [
            MustServe("dot segments lead out of a path", Get("/public/../admin"), IsAdmin),
            MustServe("dot segments of both kinds", Get("/public/./../admin"), IsAdmin),
            MustServe("escaped dot segments", Get("/public/%2e%2e/admin"), IsAdmin),
            MustServe("half escaped dot segments in upper case", Get("/public/%2E./admin"), IsAdmin),
            MustServe("dot segments at the end", Get("/admin/x/.."), request => IsRoute(request, "admin", "/admin/")),
            RefusedOrServed("dot segments beyond the root", Get("/../../admin"), IsAdmin),
            MustServe(
                "twice escaped dot segments stay as they are",
                Get("/public/%252e%252e/admin"),
                request => IsRoute(request, "app", "/public/%252e%252e/admin")
            ),
            RefusedOrServed("dot segments with escaped slashes", Get("/public/..%2fadmin"), Agrees),
            RefusedOrServed("dot segments with backslashes", Get("/public/..\\admin"), Agrees),
            RefusedOrServed("two slashes before a path", Get("//admin"), Agrees),
            RefusedOrServed(
                "two slashes inside a path",
                Get("/a//b"),
                request => IsRoute(request, "app", "/a//b", "/a/b")
            ),
        ];

    private static IEnumerable<BadRequest> Escapes() =>
        [
            RefusedOrServed("path parameter", Get("/admin;x=1"), request => IsRoute(request, "admin", "/admin;x=1")),
            RefusedOrServed(
                "escaped semicolon",
                Get("/admin%3b"),
                request => Assert.Equal("/admin%3b", request.Target, ignoreCase: true)
            ),
            Refused("escaped NUL", Get("/admin%00")),
            Refused("escaped CR and LF", Get("/admin%0d%0aX:1")),
            Refused("escaped LF", Get("/%0a")),
            RefusedOrServed("escaped space", Get("/admin%20"), request => Assert.Equal("/admin%20", request.Target)),
            Refused("escape that is not hexadecimal", Get("/%zz")),
            Refused("escape cut short", Get("/%")),
            Refused("escape cut short after a digit", Get("/%4")),
            Refused("overlong UTF-8", Get("/%c0%ae")),
            Refused("overlong UTF-8 as a dot segment", Get("/public/%c0%ae%c0%ae/admin")),
            MustServe("another case is another path", Get("/ADMIN"), request => IsRoute(request, "app", "/ADMIN")),
            MustServe("escaped letters of a path", Get("/%61dmin"), IsAdmin),
        ];

    private static IEnumerable<BadRequest> Rewrites() =>
        [
            MustServe("prefix is cut at a segment", Get("/api/x"), request => IsRoute(request, "api", "/x")),
            MustServe(
                "dots after a prefix are no segment",
                Get("/api../secret"),
                request => IsRoute(request, "app", "/api../secret")
            ),
            MustServe(
                "dot segments after a prefix",
                Get("/api/../secret"),
                request => IsRoute(request, "app", "/secret")
            ),
            MustServe(
                "escaped dot segments after a prefix",
                Get("/api/%2e%2e/secret"),
                request => IsRoute(request, "app", "/secret")
            ),
            MustServe("prefix with two slashes", Get("/api//x"), request => IsRoute(request, "api", "//x", "/x")),
            MustServe(
                "marks of a regular expression",
                Get("/api/$1$&$0"),
                request => IsRoute(request, "api", "/$1$&$0")
            ),
            RefusedOrServed(
                "marks of a template",
                Get("/api/${x}"),
                request => IsRoute(request, "api", "/${x}", "/$%7Bx%7D")
            ),
            RefusedOrServed("a quote", Get("/api/\""), request => IsRoute(request, "api", "/\"", "/%22")),
        ];

    private static void IsAdmin(RecordedRequest request) => IsRoute(request, "admin", "/admin");

    private static void IsRoute(RecordedRequest request, string route, params string[] targets)
    {
        Assert.Equal(route, request.Head["X-Route"]);
        Assert.Contains(request.Target, targets);
    }

    /// <summary>Whatever the edge makes of the path, the route it matched is the route of the path it forwarded.</summary>
    private static void Agrees(RecordedRequest request)
    {
        var isAdmin = request.Target == "/admin" || request.Target.StartsWith("/admin/", StringComparison.Ordinal);
        Assert.Equal(isAdmin ? "admin" : "app", request.Head["X-Route"]);
    }

    private static string Get(string path) => $"GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n";
}
