using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Tests.Routing.Match;

public sealed class HostParserTests
{
    [Theory]
    [InlineData("a.test", "a.test", 0)]
    [InlineData("a.test:8000", "a.test", 8000)]
    [InlineData("A.Test", "a.test", 0)]
    [InlineData("A.TEST.:80", "a.test", 80)]
    [InlineData("a.test.", "a.test", 0)]
    [InlineData("a.test:", "a.test", 0)]
    [InlineData("my_host-1", "my_host-1", 0)]
    [InlineData("127.0.0.1:65535", "127.0.0.1", 65535)]
    [InlineData("[::1]", "[::1]", 0)]
    [InlineData("[2001:DB8::1]:443", "[2001:db8::1]", 443)]
    [InlineData("[::ffff:1.2.3.4]", "[::ffff:1.2.3.4]", 0)]
    [InlineData("", "", 0)]
    public void A_host_is_read_in_lower_case_with_its_port(string authority, string host, int port)
    {
        var head = Head(authority, out var slice);

        Assert.True(HostParser.TrySetHost(head, slice));

        Assert.Equal(host, Encoding.ASCII.GetString(head.Host));
        Assert.Equal(port, head.HostPort);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("a..")]
    [InlineData(":80")]
    [InlineData("a b")]
    [InlineData(" a")]
    [InlineData("a, b")]
    [InlineData("a,b")]
    [InlineData("user@a")]
    [InlineData("a/b")]
    [InlineData("a%41")]
    [InlineData("é")]
    [InlineData("a:65536")]
    [InlineData("a:000080")]
    [InlineData("a:8x")]
    [InlineData("a:+8")]
    [InlineData("a:8:0")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("[1.2.3.4]")]
    [InlineData("[::1%eth0]")]
    [InlineData("[v1.a:b]")]
    [InlineData("[]")]
    public void What_is_no_host_is_refused(string authority)
    {
        var head = Head(authority, out var slice);

        Assert.False(HostParser.TrySetHost(head, slice));
    }

    [Fact]
    public void A_host_may_have_255_bytes_and_no_more()
    {
        var longest = new string('a', 255);

        Assert.True(HostParser.TrySetHost(Head(longest, out var fits), fits));
        Assert.False(HostParser.TrySetHost(Head(longest + "a", out var tooLong), tooLong));
    }

    private static RequestHead Head(string authority, out Slice slice)
    {
        var bytes = Encoding.UTF8.GetBytes("Host: " + authority);
        slice = new Slice(6, bytes.Length - 6);
        var head = new RequestHead();
        head.Reset(bytes);
        return head;
    }
}
