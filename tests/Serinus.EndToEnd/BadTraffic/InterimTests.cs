using Serinus.Testbed;

namespace Serinus.EndToEnd.BadTraffic;

/// <summary>Upgrade, CONNECT, Expect and interim responses used against the edge.</summary>
public class InterimTests(Arenas arenas) : IClassFixture<Arenas>
{
    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_switch_of_protocols_nobody_asked_for_is_a_bad_gateway(string way)
    {
        var arena = await arenas.OnAsync(way);
        arena.Upstream.Script = async request =>
        {
            await request.Connection.SendAsync(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nsecret"
            );
            await request.Connection.ReadCloseAsync();
        };

        var response = await arena.ExchangeAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Equal(502, response.Status);
        Assert.DoesNotContain("secret", response.Text, StringComparison.Ordinal);
        var request = arena.Upstream.Requests[^1];
        await Readiness.UntilAsync(() => request.Connection.IsClosed, TimeSpan.FromSeconds(60), () => "still open");
        await arena.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_tunnel_opens_only_when_the_upstream_agrees(string way)
    {
        var arena = await arenas.OnAsync(way);
        var first = arena.Upstream.Requests.Count;
        await using var client = await arena.ConnectAsync();

        // What follows the request for an upgrade is a request of its own as long as nobody agreed.
        await client.SendAsync(
            "GET /chat HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
                + "GET /admin HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
        );
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);

        Assert.Equal(
            [("/chat", "app"), ("/admin", "admin")],
            arena.Upstream.Requests.Skip(first).Select(request => (request.Target, request.Head["X-Route"]!))
        );
        await arena.ProbeAsync();
    }

    [Theory]
    [InlineData(Transports.Epoll, "Content-Length: 5\r\n", "hello")]
    [InlineData(Transports.Sockets, "Content-Length: 5\r\n", "hello")]
    [InlineData(Transports.Epoll, "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n")]
    [InlineData(Transports.Sockets, "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n")]
    public async Task An_upgrade_with_a_body_is_refused(string way, string fields, string body) =>
        await RefusedAsync(
            way,
            $"POST / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{fields}\r\n{body}",
            400
        );

    [Theory]
    [InlineData(Transports.Epoll, "CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\nsecret")]
    [InlineData(Transports.Sockets, "CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\nsecret")]
    [InlineData(Transports.Epoll, "CONNECT a.test:80 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData(Transports.Sockets, "CONNECT a.test:80 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello")]
    public async Task CONNECT_is_not_served(string way, string bytes) => await RefusedAsync(way, bytes, 501, 405, 400);

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task OPTIONS_of_the_server_is_answered_by_the_edge(string way)
    {
        var arena = await arenas.OnAsync(way);
        var count = arena.Upstream.Requests.Count;

        var response = await arena.ExchangeAsync("OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Contains(response.Status, new[] { 200, 204 });
        Assert.Equal(count, arena.Upstream.Requests.Count);
        await arena.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task An_expectation_other_than_100_continue_fails(string way)
    {
        var arena = await arenas.OnAsync(way);
        var count = arena.Upstream.Requests.Count;

        var response = await arena.ExchangeAsync(
            "POST / HTTP/1.1\r\nHost: a.test\r\nExpect: magic\r\nContent-Length: 5\r\n\r\nhello"
        );

        Assert.Equal(417, response.Status);
        Assert.Equal(count, arena.Upstream.Requests.Count);
        await arena.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task An_expectation_without_a_body_does_not_shift_what_follows(string way)
    {
        var arena = await arenas.OnAsync(way);
        var first = arena.Upstream.Requests.Count;
        await using var client = await arena.ConnectAsync();

        await client.SendAsync(
            "POST /1 HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n"
                + "GET /2 HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
        );

        Assert.Equal(200, (await client.ReadResponseAsync("POST")).Status);
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        Assert.Equal(["/1", "/2"], arena.Upstream.Requests.Skip(first).Select(request => request.Target));
        await arena.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_withheld_body_is_dropped_when_the_upstream_refuses_early(string way)
    {
        var arena = await arenas.OnAsync(way);
        arena.Upstream.Script = async request =>
        {
            await request.Connection.SendAsync(
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
            );
            request.Connection.Close();
        };
        await using var client = await arena.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 34\r\n\r\n");
        var response = await client.ReadResponseAsync("POST");

        Assert.Equal((403, "no"), (response.Status, response.Text));
        Assert.Empty(response.Interim);
        // Whether these bytes are the body or a request is anybody's guess: the connection must be at its end.
        await client.TrySendAsync("GET /evil HTTP/1.1\r\nHost: a.test\r\n\r\n"u8.ToArray());
        Assert.DoesNotContain("HTTP/1.1", await client.ReadToEndAsync(), StringComparison.Ordinal);
        await arena.ProbeAsync();
        Assert.DoesNotContain(arena.Upstream.Requests, request => request.Target == "/evil");
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task Interim_responses_are_relayed_in_order(string way)
    {
        var arena = await arenas.OnAsync(way);
        arena.Upstream.Script = request =>
            request.Connection.SendAsync(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                    + "HTTP/1.1 103 Early Hints\r\nLink: </b>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
            );

        var response = await arena.ExchangeAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Equal((200, "ok"), (response.Status, response.Text));
        // A 100 the client did not ask for may be dropped (RFC 9110 §15.2).
        Assert.Equal(["</a>", "</b>"], response.Interim.Where(i => i.Status == 103).Select(i => i.Head["Link"]!));
        await arena.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_flood_of_interim_responses_is_a_bad_gateway(string way)
    {
        var arena = await arenas.OnAsync(way);
        var hint = string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 1000));
        arena.Upstream.Script = async request =>
        {
            await request.Connection.SendAsync(hint);
            await request.Connection.AnswerAsync();
        };

        var response = await arena.ExchangeAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Equal(502, response.Status);
        await arena.ProbeAsync();
    }

    [Theory]
    [InlineData(Transports.Epoll, 1000, "Range: bytes=", "0-,", 200)]
    [InlineData(Transports.Sockets, 1000, "Range: bytes=", "0-,", 200)]
    [InlineData(Transports.Epoll, 16_384, "Accept-Encoding: ", "gz, ", 431)]
    [InlineData(Transports.Sockets, 16_384, "Accept-Encoding: ", "gz, ", 431)]
    public async Task A_field_of_many_parts_is_passed_or_too_large(
        string way,
        int parts,
        string name,
        string part,
        int status
    )
    {
        var arena = await arenas.OnAsync(way);
        var value = string.Concat(Enumerable.Repeat(part, parts)).TrimEnd(',', ' ');

        var response = await arena.ExchangeAsync($"GET / HTTP/1.1\r\nHost: a.test\r\n{name}{value}\r\n\r\n");

        Assert.Equal(status, response.Status);
        await arena.ProbeAsync();
    }

    private async Task RefusedAsync(string way, string bytes, params int[] statuses)
    {
        var arena = await arenas.OnAsync(way);
        var count = arena.Upstream.Requests.Count;
        await using var client = await arena.ConnectAsync();

        await client.SendAsync(bytes);
        var response = await client.ReadResponseAsync();

        Assert.Contains(response.Status, statuses);
        await client.ReadCloseAsync();
        Assert.Equal(count, arena.Upstream.Requests.Count);
        await arena.ProbeAsync();
    }
}
