using System.Text;
using System.Text.RegularExpressions;
using CsCheck;

namespace Serinus.Tests.Proxy.Wire.Kestrel;

/// <summary>
/// Two parsers that read the same bytes differently are a smuggling hole. Whatever the edge accepts, Kestrel accepts and reads as the
/// same request; what only Kestrel accepts is refused here for one of the reasons below.
/// </summary>
public sealed class KestrelTests : IAsyncLifetime
{
    private const string Head = "POST / HTTP/1.1\r\nHost: a.test\r\n";
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    /// <summary>Where the edge is stricter: the reason it gives, and a request that only Kestrel takes.</summary>
    private static readonly Dictionary<string, string> Stricter = new()
    {
        // RFC 9112 §2.2 lets a recipient take a bare LF for a line end; that others do not is the hole.
        ["bad_line_end"] = "GET / HTTP/1.1\r\nHost: a.test\nX: y\r\n\r\n",
        // White space other than one space between method, target and version (RFC 9112 §3 lets a recipient split there).
        ["bad_request_line"] = "GET /\rHTTP/1.1\r\nHost: a.test\r\n\r\n",
        // RFC 9110 §5.6.2: a name is a token.
        ["bad_header_name"] = Head + ",X: y\r\n\r\n",
        // RFC 9110 §7.6.1: options are tokens.
        ["bad_header_value"] = Head + "Connection: x y\r\n\r\n",
        // RFC 9110 §4.2.1: the host of an http URI is not empty.
        ["bad_host"] = "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        // RFC 3986 §3.3: characters that must be escaped; a fragment.
        ["bad_target"] = "GET /a|b HTTP/1.1\r\nHost: a.test\r\n\r\n",
        // RFC 9110 §8.6: digits.
        ["bad_content_length"] = Head + "Content-Length: +5\r\n\r\nhello",
        // RFC 9112 §6.1: chunked not in HTTP/1.0, not twice.
        ["bad_transfer_encoding"] = "POST / HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        // RFC 9112 §6.1: a coding that is not understood is answered 501.
        ["unknown_transfer_coding"] = Head + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        // RFC 9112 §6.3: both are what smuggling is made of.
        ["content_length_and_transfer_encoding"] =
            Head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        // RFC 9110 §10.1.1: 417 for what is not understood.
        ["unknown_expectation"] = Head + "Expect: tea\r\nContent-Length: 0\r\n\r\n",
        // RFC 9110 §7.8 lets a server ignore Upgrade; one that does not would take the body for the new protocol's first bytes.
        ["upgrade_with_body"] = Head + "Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\nhello",
    };

    /// <summary>
    /// Where Kestrel is stricter, which is no hole: HTTP/1.0 with a method that means a body but no length, a colon without a port, and the host
    /// <c>[::]</c>, an address by RFC 4291 §2.2 and shorter than Kestrel takes any to be.
    /// </summary>
    private static bool OnlyKestrelRefuses(string text) =>
        Regex.IsMatch(text, @"\A(\r\n)?(POST|PUT) \S+ HTTP/1\.0\r(?s:(?!.*\ncontent-length:))", RegexOptions.IgnoreCase)
        || Regex.IsMatch(text, @"(?m)^Host:[^\r\n]*:[ \t]*\r$", RegexOptions.IgnoreCase)
        || Regex.IsMatch(text, @"(?m)^Host:[ \t]*\[::\](:[0-9]+)?[ \t]*\r$", RegexOptions.IgnoreCase);

    public static TheoryData<string> Reasons => [.. Stricter.Keys];

    private KestrelServer kestrel = null!;

    public async ValueTask InitializeAsync() => kestrel = await KestrelServer.StartAsync();

    public ValueTask DisposeAsync() => kestrel.DisposeAsync();

    [Fact]
    public void What_is_accepted_is_the_same_request_for_kestrel() =>
        NearValid.Sample(
            text =>
            {
                var bytes = Encoding.Latin1.GetBytes(text);
                var ours = ReadRequest.Of(bytes);
                if (ours.Text is not null)
                {
                    if (!OnlyKestrelRefuses(text))
                        Assert.Equal(ours.Text, kestrel.Read(bytes[..ours.Length], Long));
                }
                else if (ours.Reason is not null && kestrel.Read(bytes, TimeSpan.FromMilliseconds(100)) is not null)
                {
                    Assert.Contains(ours.Reason, Stricter.Keys);
                }
            },
            iter: 2000,
            threads: 1
        );

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Where_the_edge_is_stricter_it_says_why(string reason)
    {
        var bytes = Encoding.Latin1.GetBytes(Stricter[reason]);

        Assert.Equal(reason, ReadRequest.Of(bytes).Reason);
        Assert.NotNull(kestrel.Read(bytes, Long));
    }

    private static Gen<string> NearValid =>
        from request in Gen.Select(
            Gen.OneOf("GET", "GET", "POST", "PUT", "OPTIONS", "PURGE", "CONNECT", "get", "G@T"),
            Gen.OneOf(
                "/",
                "/",
                "/a?b=c",
                "/a/../b",
                "/%41",
                "/%zz",
                "/a#b",
                "*",
                "http://a.test/x",
                "http://b.test",
                "a.test:80",
                "/a b",
                "/\u00e9",
                "/a|b",
                "/a?b{}",
                "//",
                ""
            ),
            Gen.OneOf("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/1.2", "http/1.1", "HTTP/2.0"),
            Gen.OneOf(
                "Host: a.test",
                "Host: a.test",
                "Host:a.test:80",
                "Host: A_b.test.",
                "Host: [::1]",
                "Host:",
                "X: y",
                "Host: a b",
                "Host : a.test"
            ),
            Field.Array[0, 4],
            Gen.OneOf(
                "",
                "",
                "hello",
                "5\r\nhello\r\n0\r\n\r\n",
                "5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
                "5\nhello\n0\n\n",
                "0\r\n\r\n",
                "5\r\nhelloXX0\r\n\r\n",
                " 5\r\nhello\r\n0\r\n\r\n"
            )
        )
        let text = $"{request.Item1} {request.Item2} {request.Item3}\r\n{request.Item4}\r\n{string.Concat(request.Item5)}\r\n{request.Item6}"
        from changes in Gen.Select(
            Gen.Int[0, text.Length - 1],
            Gen.Char["\n\r \t:;,\0/%a5\u00e9"],
            Gen.Int[0, 2]
        ).Array[0, 1]
        select Change(text, changes);

    private static Gen<string> Field =>
        Gen.OneOf(
            "Content-Length: 5\r\n",
            "Content-Length: 5\r\n",
            "Content-Length: 05\r\n",
            "Content-Length: 5, 5\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: 0\r\n",
            "content-length:\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: Chunked\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: chunked, chunked\r\n",
            "Transfer-Encoding: identity\r\n",
            "Connection: close\r\n",
            "Connection: keep-alive, X\r\n",
            "Connection: upgrade\r\n",
            "Upgrade: websocket\r\n",
            "Expect: 100-continue\r\n",
            "Expect: tea\r\n",
            "X-A: b\r\n",
            "X-A:\t c \r\n",
            "X-A:\r\n",
            "X-\u00e9: b\r\n",
            "X-B: \u00e9\r\n",
            "X B: c\r\n",
            ": c\r\n",
            " folded\r\n",
            "Cookie: a=b; c\r\n",
            "X_Forwarded_For: 1\r\n",
            "Host: b.test\r\n"
        );

    private static string Change(string text, (int At, char With, int Kind)[] changes)
    {
        foreach (var (at, with, kind) in changes)
        {
            var place = Math.Min(at, text.Length - 1);
            text = kind switch
            {
                0 => text.Remove(place, 1),
                1 => text.Insert(place, with.ToString()),
                _ => text.Remove(place, 1).Insert(place, with.ToString()),
            };
        }

        return text;
    }
}
