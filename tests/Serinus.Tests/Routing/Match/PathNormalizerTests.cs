using System.Text;
using CsCheck;
using Serinus.Routing.Match;

namespace Serinus.Tests.Routing.Match;

public sealed class PathNormalizerTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a/b.c", "/a/b.c")]
    [InlineData("/.well-known/x", "/.well-known/x")]
    [InlineData("/a/...", "/a/...")]
    [InlineData("/a/..b", "/a/..b")]
    [InlineData("/public/../admin", "/admin")]
    [InlineData("/public/./../admin", "/admin")]
    [InlineData("/public/%2e%2e/admin", "/admin")]
    [InlineData("/public/%2E./admin", "/admin")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a/b/.", "/a/b/")]
    [InlineData("/..", "/")]
    [InlineData("/../../x", "/x")]
    [InlineData("/.", "/")]
    [InlineData("/./a", "/a")]
    [InlineData("/a/b/c/./../../g", "/a/g")]
    public void Dot_segments_are_removed(string raw, string normal) => Assert.Equal(normal, Normalize(raw));

    [Theory]
    [InlineData("//", "//")]
    [InlineData("//admin", "//admin")]
    [InlineData("/a//b/", "/a//b/")]
    [InlineData("/a//../b", "/a/b")]
    public void Empty_segments_are_kept(string raw, string normal) => Assert.Equal(normal, Normalize(raw));

    [Theory]
    [InlineData("/%61%7E%2D%5f", "/a~-_")]
    [InlineData("/a%2fb%3a", "/a%2Fb%3A")]
    [InlineData("/%252e%252e/admin", "/%252e%252e/admin")]
    [InlineData("/%2525", "/%2525")]
    [InlineData("/caf%c3%a9", "/caf%C3%A9")]
    [InlineData("/%f0%9f%90%a6", "/%F0%9F%90%A6")]
    [InlineData("/a%20b", "/a%20b")]
    [InlineData("/admin;x=1", "/admin;x=1")]
    public void Only_unreserved_characters_are_decoded_and_only_once(string raw, string normal) =>
        Assert.Equal(normal, Normalize(raw));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("*")]
    [InlineData("/%")]
    [InlineData("/%2")]
    [InlineData("/%zz")]
    [InlineData("/%0g")]
    [InlineData("/%00")]
    [InlineData("/%0d%0aX:1")]
    [InlineData("/%0A")]
    [InlineData("/%c0%ae")]
    [InlineData("/%c3")]
    [InlineData("/%c3x")]
    [InlineData("/%ff")]
    [InlineData("/%ed%a0%80")]
    [InlineData("/a b")]
    [InlineData("/a\\b")]
    [InlineData("/\u0001")]
    [InlineData("/\u007f")]
    [InlineData("/é")]
    [InlineData("/a?b")]
    [InlineData("/a#b")]
    [InlineData("/\"")]
    [InlineData("/<")]
    [InlineData("/>")]
    [InlineData("/{")]
    [InlineData("/}")]
    [InlineData("/|")]
    [InlineData("/^")]
    [InlineData("/`")]
    [InlineData("/public/..%2Fadmin")]
    [InlineData("/public/%2e%2e%5cadmin")]
    [InlineData("/public%2f..")]
    [InlineData("/public/..;/admin")]
    public void What_may_not_stand_in_a_path_is_refused(string raw) => Assert.Null(Normalize(raw));

    [Fact]
    public void A_normal_form_is_its_own_normal_form() =>
        Gen.Char["/.%2eEfF5c;ab"]
            .Array[0, 24]
            .Sample(chars =>
            {
                var normal = Normalize("/" + new string(chars));
                return normal is null || Normalize(normal) == normal;
            });

    [Fact]
    public void Without_escapes_it_agrees_with_the_framework() =>
        Gen.Char["/.ab"]
            .Array[0, 12]
            .Sample(chars =>
            {
                // System.Uri also removes dot segments by RFC 3986 §5.2.4.
                var raw = "/" + new string(chars);
                return Normalize(raw) == new Uri("http://a" + raw).AbsolutePath;
            });

    [Fact]
    public void A_query_is_checked_by_the_characters_it_holds()
    {
        Assert.True(PathNormalizer.IsValidQuery("a=b&c=%20{x}|[y]\\^`'"u8));
        foreach (var bad in (string[])["a b", "\u0001", "é", "#", "<", ">", "\"", "\u007f"])
            Assert.False(PathNormalizer.IsValidQuery(Encoding.UTF8.GetBytes(bad)), bad);
    }

    private static string? Normalize(string raw)
    {
        var bytes = Encoding.UTF8.GetBytes("GET " + raw);
        var head = new RequestHead();
        head.Reset(bytes);
        return PathNormalizer.TryNormalize(head, new Slice(4, bytes.Length - 4))
            ? Encoding.UTF8.GetString(head.Path)
            : null;
    }
}
