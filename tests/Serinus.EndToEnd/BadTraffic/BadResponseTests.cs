using Serinus.Testbed;

namespace Serinus.EndToEnd.BadTraffic;

/// <summary>A broken upstream is a bad gateway or a visible break: never a response that looks whole, never a reused connection.</summary>
public class BadResponseTests(Arenas arenas) : IClassFixture<Arenas>
{
    private static readonly Dictionary<string, BadResponse> Cases = BadResponses.All.ToDictionary(bad => bad.Name);

    public static IEnumerable<TheoryDataRow<string, string>> Rows => Ways.With(Cases.Keys);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_bad_response_does_no_harm(string way, string name)
    {
        var arena = await arenas.OnAsync(way);
        var bad = Cases[name];
        arena.Upstream.Script = request => PlayAsync(request.Connection, bad);

        await using var client = await arena.ConnectAsync();
        await client.SendAsync($"{bad.Method} / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        await CheckAsync(client, bad);

        var connection = arena.Upstream.Requests[^1].Connection;
        await Readiness.UntilAsync(
            () => connection.IsClosed,
            TimeSpan.FromSeconds(60),
            () => "the upstream connection is still open"
        );
        await arena.ProbeAsync();
        Assert.NotSame(connection, arena.Upstream.Requests[^1].Connection);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task Fields_of_the_upstreams_connection_stay_there(string way)
    {
        var arena = await arenas.OnAsync(way);
        arena.Upstream.Script = request =>
            request.Connection.AnswerAsync(
                fields: "Connection: X-Internal, keep-alive\r\nX-Internal: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: x\r\n"
                    + "Proxy-Connection: keep-alive\r\nUpgrade: h2c\r\nX-Public: 1\r\n"
            );

        var response = await arena.ExchangeAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Equal((200, "1"), (response.Status, response.Head["X-Public"]));
        string[] gone = ["X-Internal", "Keep-Alive", "Proxy-Connection", "Upgrade"];
        Assert.All(gone, name => Assert.False(response.Head.Has(name), name));
        Assert.DoesNotContain("internal", response.Head["Connection"] ?? "", StringComparison.OrdinalIgnoreCase);
        await arena.ProbeAsync();
    }

    [Theory]
    [InlineData(Transports.Epoll, "GET", 200)]
    [InlineData(Transports.Sockets, "GET", 200)]
    [InlineData(Transports.Epoll, "PUT", 200)]
    [InlineData(Transports.Sockets, "PUT", 200)]
    [InlineData(Transports.Epoll, "POST", 502)]
    [InlineData(Transports.Sockets, "POST", 502)]
    public async Task A_kept_connection_that_closes_on_a_request_is_tried_again_once_if_that_is_safe(
        string way,
        string method,
        int status
    )
    {
        var arena = await arenas.OnAsync(way);
        await WarmPoolAsync(arena);
        var first = arena.Upstream.Requests.Count;
        arena.Upstream.Script = request =>
        {
            arena.Upstream.Script = RecordingUpstream.AnswerOkAsync;
            request.Connection.Close();
            return Task.CompletedTask;
        };

        var response = await arena.ExchangeAsync($"{method} / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(status, response.Status);
        Assert.Equal(status == 200 ? 2 : 1, arena.Upstream.Requests.Count - first);
        await arena.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_connection_reset_by_the_upstream_is_a_bad_gateway(string way)
    {
        var arena = await arenas.OnAsync(way);
        arena.Upstream.Script = request =>
        {
            request.Connection.Reset();
            return Task.CompletedTask;
        };

        var response = await arena.ExchangeAsync("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(502, response.Status);
        await arena.ProbeAsync();
    }

    /// <summary>Leaves a connection in the pool of every loop.</summary>
    private static async Task WarmPoolAsync(Arena arena)
    {
        for (var i = 0; i < 16; i++)
            await arena.ProbeAsync();
    }

    private static async Task PlayAsync(UpstreamConnection connection, BadResponse bad)
    {
        await connection.SendAsync(bad.Bytes);
        if (
            bad.StaysOpen
            || bad.Ending == Ending.BadGateway && bad.Bytes.Contains("\r\n\r\n", StringComparison.Ordinal)
        )
            await connection.ReadCloseAsync();
        connection.Close();
    }

    private static async Task CheckAsync(RawClient client, BadResponse bad)
    {
        switch (bad.Ending)
        {
            case Ending.BadGateway:
                Assert.Equal(502, (await client.ReadResponseAsync(bad.Method)).Status);
                break;
            case Ending.BrokenOff:
                await CheckBreakAsync(client);
                break;
            case Ending.Served:
                var response = await client.ReadResponseAsync(bad.Method);
                Assert.Contains(response.Status, new[] { 200, 204, 304 });
                Assert.Contains(response.Text, new[] { "", "ok" });
                break;
        }
    }

    /// <summary>A reset may take the head with it.</summary>
    private static async Task CheckBreakAsync(RawClient client)
    {
        try
        {
            var (status, head) = await client.ReadHeadAsync();
            if (status == 502)
                return;
            Assert.Equal(200, status);
            await ReadBodyAsync(client, head);
        }
        catch (IOException)
        {
            return;
        }

        Assert.Fail("the response looks complete");
    }

    private static async Task ReadBodyAsync(RawClient client, Fields head)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        if (head["Content-Length"] is { } length)
            await client.Reader.ReadExactlyAsync(int.Parse(length), limit.Token);
        else
            await client.Reader.ReadChunkedAsync(limit.Token);
    }
}
