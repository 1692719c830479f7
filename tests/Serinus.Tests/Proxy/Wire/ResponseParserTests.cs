using System.Text;
using Serinus.Proxy.Wire;

namespace Serinus.Tests.Proxy.Wire;

public sealed class ResponseParserTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 200)]
    [InlineData("HTTP/1.1 204\r\n\r\n", 204)]
    [InlineData("HTTP/1.0 404 \r\n\r\n", 404)]
    public void A_valid_head_is_read(string text, int status)
    {
        var (result, head, _) = Parse(text);

        Assert.Equal(ParseStatus.Done, result);
        Assert.Equal(status, head.Status);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("HTTP/2 200\r\n\r\n")]
    [InlineData("HTTP/1.1 99 x\r\n\r\n")]
    [InlineData("HTTP/1.1 600 x\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nBad Name: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n folded\r\n\r\n")]
    public void A_bad_head_is_refused(string text) => Assert.Equal(ParseStatus.Rejected, Parse(text).Status);

    [Fact]
    public void A_head_beyond_the_limit_is_refused_even_unfinished()
    {
        Assert.Equal(ParseStatus.Rejected, Parse("HTTP/1.1 200 " + new string('x', 70_000)).Status);
        Assert.Equal(ParseStatus.Rejected, Parse("HTTP/1.1 200 OK\r\nX: " + new string('x', 70_000)).Status);
    }

    private static (ParseStatus Status, ResponseHead Head, ResponseParser Parser) Parse(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var parser = new ResponseParser();
        var head = new ResponseHead();
        head.Reset(bytes);
        parser.Reset(0);
        return (parser.Parse(bytes, head, 64 * 1024), head, parser);
    }
}
