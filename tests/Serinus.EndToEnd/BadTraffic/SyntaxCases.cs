using System.Text;
using static Serinus.EndToEnd.BadTraffic.BadRequest;

namespace Serinus.EndToEnd.BadTraffic;

/// <summary>How a head is written: RFC 9112 §2 to §5.</summary>
internal static class SyntaxCases
{
    public static IEnumerable<BadRequest> All =>
        [.. LineEnds(), .. FieldLines(), .. RequestLines(), .. OtherProtocols()];

    private static IEnumerable<BadRequest> LineEnds() =>
        [
            Refused("CR CR LF after the request line", "GET / HTTP/1.1\r\r\nHost: a.test\r\n\r\n"),
            Refused("CR inside a value", Get("X: a\rb\r\n")),
            Refused("CR before a hidden field", Get("X: a\rTransfer-Encoding: chunked\r\n")),
            Refused("LF ends every line", "GET / HTTP/1.1\nHost: a.test\n\n"),
            Refused("LF ends the request line", "GET / HTTP/1.1\nHost: a.test\r\n\r\n"),
            Refused("LF ends a field", "GET / HTTP/1.1\r\nHost: a.test\nX: y\r\n\r\n"),
            Refused("LF ends the head", "GET / HTTP/1.1\r\nHost: a.test\r\n\n"),
            Refused("NUL inside a value", Get("X: a\0b\r\n")),
            Refused("control byte inside a value", Get("X: a\u0001b\r\n")),
            Refused("DEL inside a value", Get("X: a\u007fb\r\n")),
            MustServe("one empty line before the request", "\r\n" + Get(""), IsRoot),
            new(
                "ten kilobytes of empty lines before the request",
                string.Concat(Enumerable.Repeat("\r\n", 5000)) + Get("")
            )
            {
                MayCloseSilently = true,
            },
        ];

    private static IEnumerable<BadRequest> FieldLines() =>
        [
            Refused("first field begins with a space", "GET / HTTP/1.1\r\n Host: a.test\r\n\r\n"),
            Refused("first field begins with a tab", "GET / HTTP/1.1\r\n\tHost: a.test\r\n\r\n"),
            Refused("space before a first field that hides Host", "GET / HTTP/1.1\r\n X: y\r\nHost: a.test\r\n\r\n"),
            Refused("a folded field", Get("X: a\r\n b\r\n")),
            Refused("a field folded with a tab", Get("X: a\r\n\tb\r\n")),
            Refused("empty name", Get(": value\r\n")),
            Refused("space as name", Get(" :x\r\n")),
            Refused("line without colon", Get("nocolon\r\n")),
            Refused("name with a parenthesis", Get("X(Y: z\r\n")),
            Refused("name with a quote", Get("X\"Y: z\r\n")),
            Refused("name with a space", Get("X Y: z\r\n")),
            Refused("name with a byte above 7F", Get("X\u00e9: z\r\n")),
            Refused("name with a NUL", Get("X\0Y: z\r\n")),
            Refused("name with a slash", Get("X/Y: z\r\n")),
            Refused("space before a colon", Get("X : z\r\n")),
            Refused(
                "more fields than the limit",
                Get(string.Concat(Enumerable.Range(0, 200).Select(i => $"X-{i}: y\r\n"))),
                400,
                431
            ),
            new("a head longer than the limit", Get($"X: {new string('a', 64 * 1024)}\r\n"))
            {
                Refusals = [431],
                MayCloseSilently = true,
            },
        ];

    private static IEnumerable<BadRequest> RequestLines() =>
        [
            Refused("two spaces", "GET  /  HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("two spaces before the target", "GET  / HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("two spaces before the version", "GET /  HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("tabs instead of spaces", "GET\t/\tHTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("space after the version", "GET / HTTP/1.1 \r\nHost: a.test\r\n\r\n"),
            Refused("space before the method", " GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("method that is no token", "GE(T / HTTP/1.1\r\nHost: a.test\r\n\r\n", 400, 501),
            Refused("empty method", " / HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused(
                "method of ten kilobytes",
                $"{new string('A', 10_240)} / HTTP/1.1\r\nHost: a.test\r\n\r\n",
                400,
                414,
                431,
                501
            ),
            MustServe(
                "unknown method that is a token",
                "BREW / HTTP/1.1\r\nHost: a.test\r\n\r\n",
                r => Assert.Equal("BREW", r.Method)
            ),
            MustServe(
                "method in lower case is another method",
                "get / HTTP/1.1\r\nHost: a.test\r\n\r\n",
                r => Assert.Equal("get", r.Method)
            ),
            Refused("no version", "GET /\r\nHost: a.test\r\n\r\n", 400, 505),
            Refused("version in lower case", "GET / http/1.1\r\nHost: a.test\r\n\r\n", 400, 505),
            Refused("version 2.0", "GET / HTTP/2.0\r\nHost: a.test\r\n\r\n", 400, 505),
            Refused("version 0.9", "GET / HTTP/0.9\r\nHost: a.test\r\n\r\n", 400, 505),
            Refused("version with two digits", "GET / HTTP/1.10\r\nHost: a.test\r\n\r\n", 400, 505),
            Refused("version without a dot", "GET / HTTP/11\r\nHost: a.test\r\n\r\n", 400, 505),
            Refused("another protocol's name", "GET / HTTPS/1.1\r\nHost: a.test\r\n\r\n", 400, 505),
            Refused("target with a raw byte above 7F", "GET /\u00e9 HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("target with a space", "GET /a b HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("target with a NUL", "GET /a\0b HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("target with a tab", "GET /a\tb HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            Refused("target with a CR", "GET /a\rb HTTP/1.1\r\nHost: a.test\r\n\r\n"),
            RefusedOrServed("target with angle brackets", "GET /<b> HTTP/1.1\r\nHost: a.test\r\n\r\n", _ => { }),
            RefusedOrServed("target with braces", "GET /{b} HTTP/1.1\r\nHost: a.test\r\n\r\n", _ => { }),
            Refused(
                "target longer than the limit",
                $"GET /{new string('a', 10_240)} HTTP/1.1\r\nHost: a.test\r\n\r\n",
                414
            ),
        ];

    private static IEnumerable<BadRequest> OtherProtocols() =>
        [
            new("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0")
            {
                OnHttp1Alone = true,
                Refusals = [400, 505],
                MayCloseSilently = true,
            },
            new("TLS ClientHello", "\u0016\u0003\u0001\0\u00a5\u0001\0\0\u00a1\u0003\u0003" + new string('\u00aa', 160))
            {
                MayCloseSilently = true,
            },
            new("random bytes", Encoding.Latin1.GetString(Noise(512))) { MayCloseSilently = true },
            new("SSH banner", "SSH-2.0-OpenSSH_9.2\r\n") { MayCloseSilently = true },
            new("PROXY protocol nobody asked for", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + Get(""))
            {
                MayCloseSilently = true,
            },
        ];

    private static void IsRoot(Testbed.RecordedRequest request) => Assert.Equal("/", request.Target);

    private static string Get(string fields) => $"GET / HTTP/1.1\r\nHost: a.test\r\n{fields}\r\n";

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(20).NextBytes(noise);
        return noise;
    }
}
