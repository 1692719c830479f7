using System.Text;
using Serinus.Routing;
using Serinus.Routing.Config;
using Serinus.Routing.Split;
using Serinus.Tests.Routing.Compile;

namespace Serinus.Tests.Routing.Split;

public sealed class SessionTests
{
    private static readonly string[] Addresses = ["http://10.0.0.1:80", "http://10.0.0.2:80", "http://10.0.0.3:80"];

    [Fact]
    public void A_cookie_names_the_endpoint_it_was_written_for()
    {
        var session = Made(new SessionConfig());
        for (var i = 0; i < Addresses.Length; i++)
        {
            var head = Given.Get("http://a/", ("Cookie", SetCookie(session, Addresses[i], false).Split(';')[0]));

            Assert.Equal(i, session.Find(head));
            Assert.True(session.IsNamed(head, Addresses[i]));
            Assert.False(session.IsNamed(head, Addresses[(i + 1) % 3]));
        }
    }

    [Fact]
    public void The_cookie_tells_browsers_what_they_need_and_nobody_the_address()
    {
        Assert.Matches(
            "^serinus-session-[0-9a-f]{8}=[0-9a-f]{16}; Path=/; HttpOnly; SameSite=Lax$",
            SetCookie(Made(new SessionConfig()), Addresses[0], false)
        );
        var lasting = Made(new SessionConfig { Cookie = "stay", CookieMaxAge = TimeSpan.FromHours(2) });
        var cookie = SetCookie(lasting, Addresses[0], true);
        Assert.EndsWith("; Max-Age=7200; Secure", cookie);
        Assert.Equal(lasting.SetCookieBytesMax, cookie.Length);
    }

    [Fact]
    public void Another_key_another_service_and_another_form_name_nothing()
    {
        var session = Made(new SessionConfig { Cookie = "stay" });
        var pair = SetCookie(session, Addresses[0], false).Split(';')[0];
        var head = Given.Get("http://a/", ("Cookie", pair));

        Assert.Equal(0, session.Find(head));
        Assert.Equal(-1, Made(new SessionConfig { Cookie = "stay" }, "other").Find(head));
        Assert.Equal(-1, Made(new SessionConfig { Cookie = "stay" }, key: new byte[32]).Find(head));
        Assert.Equal(-1, session.Find(Given.Get("http://a/")));
        foreach (var bad in (string[])[$"{pair}; {pair}", $"{pair}0", pair[..^1], "stay=", "stay=-000000000000000"])
            Assert.Equal(-1, session.Find(Given.Get("http://a/", ("Cookie", bad))));
    }

    [Fact]
    public void A_session_follows_the_signing_key_and_is_taken_over_otherwise()
    {
        var fragment = Given.Fragment(Given.Route("r")) with
        {
            Services = [Given.Service("app", "http://127.0.0.1:9001") with { Session = new SessionConfig() }],
        };
        var first = Given.Compiled(fragment).Snapshot;

        Assert.Same(first.Services[0], Given.Compiled(fragment, first).Snapshot.Services[0]);
        var other = Serinus.Routing.Compile.Compiler.Compile([fragment], first, new byte[32]).Snapshot;
        Assert.NotSame(first.Services[0].Session, other.Services[0].Session);
        Assert.Same(other.Services[0], other.Routes[0].Backends[0].Service);
    }

    private static Session Made(SessionConfig config, string service = "app", byte[]? key = null) =>
        Session.Create(
            config,
            service,
            [.. Addresses.Select(address => new Endpoint(address, address[7..^3], 80, false))],
            key ?? Given.Key
        );

    private static string SetCookie(Session session, string address, bool secure)
    {
        var room = new byte[session.SetCookieBytesMax];
        return Encoding.ASCII.GetString(room, 0, session.WriteSetCookie(address, secure, room));
    }
}
