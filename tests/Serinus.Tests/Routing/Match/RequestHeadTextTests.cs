using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Tests.Routing.Match;

public sealed class RequestHeadTextTests
{
    [Fact]
    public void A_URL_becomes_the_head_a_client_would_send()
    {
        var head = RequestHeadText.Create("GET", "https://A.test:8443/x/../y?q=1#part", [new("X-A", " v ")]);

        Assert.Equal("a.test", Encoding.ASCII.GetString(head.Host));
        Assert.Equal(8443, head.HostPort);
        Assert.True(head.IsHttps);
        Assert.Equal("/x/../y?q=1", Encoding.ASCII.GetString(head.Target));
        Assert.Equal("/y", Encoding.ASCII.GetString(head.Path));
        Assert.Equal("q=1", Encoding.ASCII.GetString(head.Query));
        Assert.True(head.TryGet("x-a"u8, out var value));
        Assert.Equal("v", Encoding.ASCII.GetString(value));
        Assert.True(head.TryGet("host"u8, out var host));
        Assert.Equal("A.test:8443", Encoding.ASCII.GetString(host));
    }

    [Theory]
    [InlineData("http://a", "/", false)]
    [InlineData("http://a?x", "/", true)]
    [InlineData("http://a/?", "/", true)]
    [InlineData("/only/path", "/only/path", false)]
    public void Path_and_query_may_be_left_out(string url, string path, bool hasQuery)
    {
        var head = RequestHeadText.Create("GET", url);

        Assert.Equal((path, hasQuery), (Encoding.ASCII.GetString(head.Path), head.HasQuery));
    }

    [Fact]
    public void A_host_header_takes_the_place_of_the_host_of_the_URL()
    {
        var head = RequestHeadText.Create("GET", "http://127.0.0.1:8000/", [new("Host", "shop.test")]);

        Assert.Equal("shop.test", Encoding.ASCII.GetString(head.Host));
        Assert.Equal(1, head.FieldCount);
    }

    [Theory]
    [InlineData("G T", "http://a/", "", "method")]
    [InlineData("GET", "ftp://a/", "", "neither a URL")]
    [InlineData("GET", "a.test/x", "", "neither a URL")]
    [InlineData("GET", "http:///x", "", "names no host")]
    [InlineData("GET", "http://u@a/", "", "no host")]
    [InlineData("GET", "http://a/%zz", "", "path")]
    [InlineData("GET", "http://a/?a b", "", "query")]
    [InlineData("GET", "http://a/", "a\nb", "no header field")]
    public void What_no_client_could_send_is_told(string method, string url, string header, string message)
    {
        KeyValuePair<string, string>[] headers = header.Length == 0 ? [] : [new("X-A", header)];

        Assert.False(RequestHeadText.TryCreate(method, url, headers, default, out _, out var error));
        Assert.Contains(message, error);
    }
}
