using System.Text;
using CsCheck;
using Serinus.Proxy.Wire;
using Serinus.Routing.Config;
using Serinus.Routing.Match;
using Serinus.Testbed;

namespace Serinus.Tests.Proxy.Wire;

public sealed class RequestParserTests
{
    private static readonly LimitsConfig Limits = new();

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")]
    [InlineData("\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET http://b.test/x?y HTTP/1.1\r\nHost: a.test\r\n\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n")]
    [InlineData("PURGE /x HTTP/1.1\r\nHost:a.test:80 \t\r\nX:\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: Chunked\r\n\r\n")]
    public void A_valid_head_is_read_to_its_end(string text)
    {
        var (status, parser, _) = Parse(text);

        Assert.Equal(ParseStatus.Done, status);
        Assert.Equal(text.Length, parser.End);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n", "bad_request_line")]
    [InlineData("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "bad_request_line")]
    [InlineData("GET /\tHTTP/1.1\r\nHost: a\r\n\r\n", "bad_request_line")]
    [InlineData(" GET / HTTP/1.1\r\nHost: a\r\n\r\n", "bad_request_line")]
    [InlineData("GE(T / HTTP/1.1\r\nHost: a\r\n\r\n", "bad_method")]
    [InlineData("GET / HTTP/2.0\r\nHost: a\r\n\r\n", "unsupported_version")]
    [InlineData("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "bad_request_line")]
    [InlineData("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "bad_target")]
    [InlineData("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "bad_target")]
    [InlineData("GET a.test/ HTTP/1.1\r\nHost: a\r\n\r\n", "bad_target")]
    [InlineData("GET * HTTP/1.1\r\nHost: a\r\n\r\n", "bad_target")]
    [InlineData("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", "connect_not_supported")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "bad_host")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "bad_host")]
    [InlineData("GET / HTTP/1.1\r\nHost:\r\n\r\n", "bad_host")]
    [InlineData("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "bad_host")]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "bad_header_name")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", "bad_header_name")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", "bad_header_name")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", "bad_line_end")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", "bad_header_value")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: a\n\r\n", "bad_line_end")]
    [InlineData(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n",
        "content_length_and_transfer_encoding"
    )]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", "bad_content_length")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", "bad_content_length")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", "bad_content_length")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n", "bad_content_length")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", "bad_transfer_encoding")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "unknown_transfer_coding")]
    [InlineData("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "bad_transfer_encoding")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", "unknown_expectation")]
    [InlineData(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\nContent-Length: 5\r\n\r\n",
        "upgrade_with_body"
    )]
    public void A_bad_head_is_refused_for_its_reason(string text, string reason)
    {
        var (status, parser, _) = Parse(text);

        Assert.Equal(ParseStatus.Rejected, status);
        Assert.Equal(reason, parser.Rejection!.Reason);
    }

    [Fact]
    public void Each_limit_has_its_answer()
    {
        Assert.Equal(414, Parse("GET /" + new string('a', 9000)).Parser.Rejection!.Status);
        Assert.Equal(431, Parse("GET / HTTP/1.1\r\nX: " + new string('a', 40_000)).Parser.Rejection!.Status);
        Assert.Equal(
            431,
            Parse("GET / HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("a: b\r\n", 101))).Parser.Rejection!.Status
        );
        Assert.Equal(400, Parse(new string('A', 100)).Parser.Rejection!.Status);
    }

    [Fact]
    public void Reading_a_head_again_and_again_allocates_nothing()
    {
        var bytes = Encoding.ASCII.GetBytes(
            "GET /a?b HTTP/1.1\r\nHost: a.test\r\nCookie: a=b\r\nConnection: keep-alive\r\n\r\n"
        );
        var (parser, head) = Make(bytes);
        Read(100);

        Assert.Equal(0, Allocated.Least(() => Read(1000)));

        void Read(int times)
        {
            for (var i = 0; i < times; i++)
            {
                head.Reset(bytes);
                parser.Reset(0);
                parser.Parse(bytes, head, Limits);
            }
        }
    }

    [Fact]
    public void The_authority_of_an_absolute_target_replaces_host()
    {
        var (_, _, head) = Parse("GET http://B.test:81/x HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Equal("b.test", Encoding.ASCII.GetString(head.Host));
        Assert.Equal(81, head.HostPort);
        Assert.Equal("/x", Encoding.ASCII.GetString(head.Path));
    }

    [Fact]
    public void However_a_head_is_cut_into_pieces_the_outcome_is_the_same() =>
        Mutated.Sample(text =>
        {
            var whole = Parse(text);
            var pieces = ParseByteByByte(text);

            Assert.Equal(whole.Status, pieces.Status);
            Assert.Equal(whole.Parser.Rejection, pieces.Parser.Rejection);
            if (whole.Status == ParseStatus.Done)
                Assert.Equal(whole.Parser.End, pieces.Parser.End);
        });

    /// <summary>Good heads with a few bytes changed, so that both outcomes are common.</summary>
    private static Gen<string> Mutated =>
        from text in Gen.OneOf(
            "GET /a/../b%2e?x=1 HTTP/1.1\r\nHost: a.test:80\r\nCookie: a=b\r\n\r\nrest",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n",
            "POST http://x/y HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\nConnection: close, x\r\n\r\n"
        )
        from changes in Gen.Select(
            Gen.Int[0, text.Length - 1],
            Gen.OneOf(Gen.Char[" \t\r\n:,;/%#?*\0\u00e9aZ0"], Gen.Char)
        ).Array[0, 3]
        select Change(text, changes);

    private static string Change(string text, (int At, char With)[] changes)
    {
        var chars = text.ToCharArray();
        foreach (var (at, with) in changes)
            chars[at] = (char)(with & 0xFF);
        return new string(chars);
    }

    private static (ParseStatus Status, RequestParser Parser, RequestHead Head) Parse(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var (parser, head) = Make(bytes);
        return (parser.Parse(bytes, head, Limits), parser, head);
    }

    private static (ParseStatus Status, RequestParser Parser) ParseByteByByte(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var (parser, head) = Make(bytes);
        var status = ParseStatus.NeedMore;
        for (var length = 1; length <= bytes.Length && status == ParseStatus.NeedMore; length++)
            status = parser.Parse(bytes.AsSpan(0, length), head, Limits);
        return (status, parser);
    }

    private static (RequestParser Parser, RequestHead Head) Make(byte[] bytes)
    {
        var parser = new RequestParser();
        var head = new RequestHead();
        head.Reset(bytes);
        parser.Reset(0);
        return (parser, head);
    }
}
