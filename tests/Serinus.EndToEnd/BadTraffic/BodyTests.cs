using Serinus.Testbed;

namespace Serinus.EndToEnd.BadTraffic;

/// <summary>Bodies that end early, late, or with fields that do not belong there.</summary>
public class BodyTests(Arenas arenas) : IClassFixture<Arenas>
{
    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_chunked_body_without_its_end_never_completes_upstream(string way)
    {
        var arena = await arenas.OnAsync(way);
        var first = arena.Upstream.Requests.Count;
        await using var client = await arena.ConnectApartAsync();
        await client.SendAsync(
            "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
        );
        client.HalfClose();

        await client.ReadToEndAsync();

        await arena.ProbeAsync();
        Assert.All(arena.RequestsOf(client, first), request => Assert.False(request.IsComplete));
        Assert.Empty(arena.Upstream.Malformed);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_body_shorter_than_its_length_ends_the_upstream_connection(string way)
    {
        var arena = await arenas.OnAsync(way);
        var first = arena.Upstream.Requests.Count;
        await using var client = await arena.ConnectApartAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 10\r\n\r\nhello");
        var request = await arena.RequestOfAsync(client, first);
        client.HalfClose();

        await client.ReadToEndAsync();

        await Readiness.UntilAsync(() => request.Connection.IsClosed, TimeSpan.FromSeconds(60), () => "still open");
        Assert.False(request.IsComplete);
        await arena.ProbeAsync();
        Assert.NotSame(request.Connection, arena.Upstream.Requests[^1].Connection);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task Trailers_that_would_change_the_message_are_dropped(string way)
    {
        var arena = await arenas.OnAsync(way);
        const string fields =
            "Content-Length: 99\r\nTransfer-Encoding: gzip\r\nHost: evil.test\r\nAuthorization: x\r\nX-Forwarded-For: 1.2.3.4\r\nX-Sum: 1\r\n";

        var response = await arena.ExchangeAsync(
            $"POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n{fields}\r\n"
        );

        Assert.Equal(200, response.Status);
        var request = arena.Upstream.Requests[^1];
        Assert.Equal("hello", request.Text);
        Assert.Equal([("X-Sum", "1")], request.Trailers.All);
        Assert.Equal(["a.test"], request.Head.Values("Host"));
        Assert.Equal(["127.0.0.1"], request.Head.Values("X-Forwarded-For"));
        Assert.False(request.Head.Has("Authorization"));
        await arena.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_request_behind_an_empty_body_is_routed_on_its_own(string way)
    {
        var arena = await arenas.OnAsync(way);
        var first = arena.Upstream.Requests.Count;
        await using var client = await arena.ConnectAsync();

        await client.SendAsync(
            "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n"
                + "GET /evil HTTP/1.1\r\nHost: b.test\r\nConnection: close\r\n\r\n"
        );
        await client.ReadResponseAsync("POST");
        await client.ReadResponseAsync();

        Assert.Equal(
            [("POST", "/", "app"), ("GET", "/evil", "other")],
            arena.Upstream.Requests.Skip(first).Select(r => (r.Method, r.Target, r.Head["X-Route"]!))
        );
        await arena.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_hundred_pipelined_requests_are_answered_in_order(string way)
    {
        var arena = await arenas.OnAsync(way);
        arena.Upstream.Script = request => request.Connection.AnswerAsync(request.Target);
        await using var client = await arena.ConnectAsync();

        await client.SendAsync(
            string.Concat(Enumerable.Range(0, 100).Select(i => $"GET /{i} HTTP/1.1\r\nHost: a.test\r\n\r\n"))
        );
        for (var i = 0; i < 100; i++)
            Assert.Equal($"/{i}", (await client.ReadResponseAsync()).Text);

        // A body that is announced waits for its turn like everything else.
        arena.Upstream.Script = RecordingUpstream.AnswerOkAsync;
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        Assert.Equal(100, (await client.ReadHeadAsync()).Status);
        await client.SendAsync("hello");
        Assert.Equal(200, (await client.ReadResponseAsync("POST")).Status);
        Assert.Equal("hello", arena.Upstream.Requests[^1].Text);
        await arena.ProbeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public async Task A_body_beyond_the_limit_is_refused_before_it_is_read(string way)
    {
        var arena = await arenas.OnAsync(way);
        var first = arena.Upstream.Requests.Count;

        var response = await arena.ExchangeAsync(
            "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1073741825\r\n\r\n"
        );

        Assert.Equal((413, "close"), (response.Status, response.Head["Connection"]));
        Assert.Equal(first, arena.Upstream.Requests.Count);
        await arena.ProbeAsync();
    }
}
