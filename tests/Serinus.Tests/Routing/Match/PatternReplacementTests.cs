using Serinus.Routing.Match;

namespace Serinus.Tests.Routing.Match;

public sealed class PatternReplacementTests
{
    [Theory]
    [InlineData("^http://(.*)", "https://$1", "http://a/b?c", "https://a/b?c")]
    [InlineData("a(b)?", "<${1}>", "xaby a", "x<b>y <>")]
    [InlineData("(?<name>[0-9]+)", "${name}$$1", "a12", "a12$1")]
    [InlineData("b", "", "abc", "ac")]
    [InlineData("(a)", "$1.$1-", "a", "a.a-")]
    [InlineData("x", "{{.Request}}", "x", "{{.Request}}")]
    public void A_match_is_replaced(string pattern, string replacement, string input, string result)
    {
        Assert.True(Compiled(pattern, replacement).TryReplace(input, 1000, out var made));
        Assert.Equal(result, made);
    }

    [Fact]
    public void What_does_not_match_stays()
    {
        Assert.False(Compiled("^/api", "/").TryReplace("/other", 1000, out var made));
        Assert.Equal("/other", made);
    }

    [Theory]
    [InlineData("$2", "$2")]
    [InlineData("a$", "$")]
    [InlineData("$1x", "$")]
    [InlineData("$&", "$")]
    [InlineData("${other}", "${other}")]
    [InlineData("${1", "$")]
    [InlineData("$name", "$")]
    public void A_group_that_is_not_there_or_that_others_read_otherwise_is_told(string replacement, string bad)
    {
        Assert.False(PatternReplacement.TryCompile("(a)", replacement, out _, out var told));
        Assert.Equal(bad, told);
    }

    [Fact]
    public void A_result_stops_growing_at_its_bound()
    {
        var grow = Compiled("(a+)", string.Concat(Enumerable.Repeat("$1", 1000)));

        Assert.True(grow.TryReplace(new string('a', 1000), 5000, out var made));

        Assert.InRange(made.Length, 5001, 7000);
    }

    [Theory]
    [InlineData("http://a.test", true)]
    [InlineData("https://a.test:8443/x?y=z#f", true)]
    [InlineData("HTTPS://[::1]:8443/", true)]
    [InlineData("/", true)]
    [InlineData("/x//y", true)]
    [InlineData("", false)]
    [InlineData("x", false)]
    [InlineData("//evil.test", false)]
    [InlineData("/\\evil.test", false)]
    [InlineData("ftp://a.test/", false)]
    [InlineData("https:///x", false)]
    [InlineData("https://user@a.test/", false)]
    [InlineData("https://a.test\\@b.test/", false)]
    [InlineData("https://a.test/ x", false)]
    [InlineData("https://a.test/\r\nSet-Cookie: a=b", false)]
    [InlineData("https://a.test/é", false)]
    public void Only_a_url_that_is_what_it_seems_is_a_location(string url, bool isLocation) =>
        Assert.Equal(isLocation, AskedUrl.IsLocation(url));

    [Theory]
    [InlineData("/a b", "/a%20b")]
    [InlineData("/a?b#c", "/a%3Fb%23c")]
    [InlineData("/é/%7e", "/%C3%A9/~")]
    [InlineData("/a/../b", "/b")]
    [InlineData("//a", "//a")]
    public void A_path_put_together_is_brought_to_normal_form(string path, string normal)
    {
        Assert.True(PathText.TryNormalize(path, out var made));
        Assert.Equal(normal, System.Text.Encoding.ASCII.GetString(made));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("/a\r\nb")]
    [InlineData("/%zz")]
    [InlineData("/a/..;/b")]
    [InlineData("/\u007f")]
    public void What_is_no_path_is_refused(string path) => Assert.False(PathText.TryNormalize(path, out _));

    private static PatternReplacement Compiled(string pattern, string replacement)
    {
        Assert.True(PatternReplacement.TryCompile(pattern, replacement, out var compiled, out _));
        return compiled;
    }
}
