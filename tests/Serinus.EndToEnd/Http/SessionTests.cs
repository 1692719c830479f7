using Serinus.Testbed;

namespace Serinus.EndToEnd.Http;

/// <summary>A client that shows its cookie stays on its endpoint, as long as that is there.</summary>
public class SessionTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_stays_on_its_endpoint_until_that_is_gone(string transport)
    {
        var one = Named("one");
        await using var two = Named("two");
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            trustedNetworks: [127.0.0.1]
            routes: [ { name: app, backends: [ { service: app } ] } ]
            services:
              - { name: app, endpoints: ["{{one.Url}}", "{{two.Url}}"], session: { cookie: stay, cookieMaxAge: 1h }, panicPercent: 0 }
            """,
            transport
        );
        RawResponse first;
        do first = await AskAsync();
        while (first.Text != "one");

        var cookie = first.Head["Set-Cookie"]!;
        Assert.Matches("^stay=[0-9a-f]{16}; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600$", cookie);
        var shown = $"Cookie: a=b; {cookie.Split(';')[0]}\r\n";
        for (var i = 0; i < 10; i++)
        {
            var again = await AskAsync(shown);
            Assert.Equal(("one", null), (again.Text, again.Head["Set-Cookie"]));
        }

        var forged = await AskAsync("Cookie: stay=0000000000000000\r\nX-Forwarded-Proto: https\r\n");
        Assert.EndsWith("; Secure", forged.Head["Set-Cookie"]);

        await one.DisposeAsync();
        var moved = await AskAsync(shown);
        Assert.Equal((200, "two"), (moved.Status, moved.Text));
        Assert.NotEqual(cookie, moved.Head["Set-Cookie"]);
        var stays = await AskAsync($"Cookie: {moved.Head["Set-Cookie"]!.Split(';')[0]}\r\n");
        Assert.Equal(("two", null), (stays.Text, stays.Head["Set-Cookie"]));

        Task<RawResponse> AskAsync(string fields = "") =>
            RawClient.ExchangeAsync(edge.Port, $"GET / HTTP/1.1\r\nHost: a.test\r\n{fields}\r\n");
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_session_goes_with_a_cohort_and_each_has_its_cookie(string transport)
    {
        await using var stable = Named("stable");
        await using var canary = Named("canary");
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes:
              - name: app
                cohort: { cookie: who }
                backends: [ { service: stable }, { service: canary } ]
            services:
              - { name: stable, endpoints: ["{{stable.Url}}"], session: { cookie: at-stable } }
              - { name: canary, endpoints: ["{{canary.Url}}"], session: { cookie: at-canary } }
            """,
            transport
        );

        var first = await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

        var cookies = first.Head.Values("Set-Cookie");
        Assert.Equal(["who", $"at-{first.Text}"], cookies.Select(cookie => cookie.Split('=')[0]));
        var shown = string.Join("; ", cookies.Select(cookie => cookie.Split(';')[0]));
        for (var i = 0; i < 4; i++)
        {
            var again = await RawClient.ExchangeAsync(
                edge.Port,
                $"GET / HTTP/1.1\r\nHost: a.test\r\nCookie: {shown}\r\n\r\n"
            );
            Assert.Equal(first.Text, again.Text);
            Assert.False(again.Head.Has("Set-Cookie"));
        }
    }

    private static RecordingUpstream Named(string name) =>
        new()
        {
            Script = request =>
                request.Connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {name.Length}\r\n\r\n{name}"),
        };
}
