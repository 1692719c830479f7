using System.Text;
using Serinus.Routing.Match;

namespace Serinus.Tests.Routing.Match;

public sealed class KnownHeadersTests
{
    private static readonly Dictionary<KnownHeader, string> Names = new()
    {
        [KnownHeader.Host] = "Host",
        [KnownHeader.Connection] = "Connection",
        [KnownHeader.ContentLength] = "Content-Length",
        [KnownHeader.TransferEncoding] = "Transfer-Encoding",
        [KnownHeader.Upgrade] = "Upgrade",
        [KnownHeader.Expect] = "Expect",
        [KnownHeader.Cookie] = "Cookie",
        [KnownHeader.SetCookie] = "Set-Cookie",
        [KnownHeader.KeepAlive] = "Keep-Alive",
        [KnownHeader.ProxyConnection] = "Proxy-Connection",
        [KnownHeader.ProxyAuthorization] = "Proxy-Authorization",
        [KnownHeader.ProxyAuthenticate] = "Proxy-Authenticate",
        [KnownHeader.Te] = "TE",
        [KnownHeader.Trailer] = "Trailer",
        [KnownHeader.Proxy] = "Proxy",
        [KnownHeader.Http2Settings] = "HTTP2-Settings",
        [KnownHeader.Forwarded] = "Forwarded",
        [KnownHeader.XForwardedFor] = "X-Forwarded-For",
        [KnownHeader.XForwardedProto] = "X-Forwarded-Proto",
        [KnownHeader.XForwardedHost] = "X-Forwarded-Host",
        [KnownHeader.XForwardedPort] = "X-Forwarded-Port",
        [KnownHeader.XForwardedOther] = "X-Forwarded-Tls-Client-Cert",
        [KnownHeader.XRealIp] = "X-Real-IP",
        [KnownHeader.XSerinusMirror] = "X-Serinus-Mirror",
        [KnownHeader.Date] = "Date",
        [KnownHeader.ContentType] = "Content-Type",
    };

    [Fact]
    public void Every_known_header_is_recognised_in_any_case()
    {
        foreach (var known in Enum.GetValues<KnownHeader>().Where(known => known != KnownHeader.Other))
        {
            var name = Names[known];
            Assert.Equal(known, Identify(name));
            Assert.Equal(known, Identify(name.ToLowerInvariant()));
            Assert.Equal(known, Identify(name.ToUpperInvariant()));
        }
    }

    [Fact]
    public void A_name_that_differs_in_one_character_is_another_header()
    {
        foreach (var (known, name) in Names.Where(pair => pair.Key != KnownHeader.XForwardedOther))
        {
            for (var i = 0; i < name.Length; i++)
            {
                var other = Identify(name[..i] + "q" + name[(i + 1)..]);
                Assert.NotEqual(known, other);
                Assert.True(other is KnownHeader.Other or KnownHeader.XForwardedOther, name);
                Assert.NotEqual(known, Identify(name[..i] + name[(i + 1)..]));
            }

            Assert.NotEqual(known, Identify(name + "x"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("X-Forwarded-")]
    [InlineData("X_Forwarded_For")]
    [InlineData("Accept")]
    [InlineData("X-Request-Id-Of-A-Very-Long-Name")]
    public void Any_other_name_is_other(string name) => Assert.Equal(KnownHeader.Other, Identify(name));

    private static KnownHeader Identify(string name) => KnownHeaders.Identify(Encoding.ASCII.GetBytes(name));
}
