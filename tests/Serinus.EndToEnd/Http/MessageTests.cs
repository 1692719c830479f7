using Serinus.Testbed;

namespace Serinus.EndToEnd.Http;

/// <summary>Messages of every kind pass whole, in both directions.</summary>
public class MessageTests(Edges edges) : IClassFixture<Edges>
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_body_of_known_length_passes_both_ways(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = EchoAsync;
        var body = new string('x', 100_000);

        var response = await RawClient.ExchangeAsync(
            edge.Port,
            $"POST /echo?q=1 HTTP/1.1\r\nHost: a.test\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );

        Assert.Equal((200, body), (response.Status, response.Text));
        var request = upstream.Requests[^1];
        Assert.Equal(("/echo?q=1", "100000"), (request.Target, request.Head["Content-Length"]));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_chunked_body_and_its_trailers_pass_both_ways(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = async request =>
        {
            await request.ReadBodyAsync();
            await request.Connection.SendAsync(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Down\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Down: 2\r\n\r\n"
            );
        };

        var response = await RawClient.ExchangeAsync(
            edge.Port,
            "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\nTE: trailers\r\n\r\n"
                + "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nX-Up: 1\r\n\r\n"
        );

        Assert.Equal("abcde", response.Text);
        Assert.Equal([("X-Down", "2")], response.Trailers.All);
        Assert.Equal("hello world", upstream.Requests[^1].Text);
        Assert.Equal([("X-Up", "1")], upstream.Requests[^1].Trailers.All);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_body_that_ends_with_the_connection_reaches_the_client_whole(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = async request =>
        {
            await request.Connection.SendAsync("HTTP/1.1 200 OK\r\n\r\nuntil the end");
            request.Connection.Close();
        };
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Equal("until the end", (await client.ReadResponseAsync()).Text);
    }

    [Theory]
    [InlineData(Transports.Epoll, "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n", 200, "1234")]
    [InlineData(Transports.Sockets, "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n", 200, "1234")]
    [InlineData(Transports.Epoll, "HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, null)]
    [InlineData(Transports.Sockets, "HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200, null)]
    [InlineData(Transports.Epoll, "GET", "HTTP/1.1 204 No Content\r\n\r\n", 204, null)]
    [InlineData(Transports.Sockets, "GET", "HTTP/1.1 204 No Content\r\n\r\n", 204, null)]
    [InlineData(
        Transports.Epoll,
        "GET",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\nETag: \"x\"\r\n\r\n",
        304,
        "99"
    )]
    [InlineData(
        Transports.Sockets,
        "GET",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\nETag: \"x\"\r\n\r\n",
        304,
        "99"
    )]
    public async Task A_response_without_a_body_leaves_the_connection_in_step(
        string transport,
        string method,
        string bytes,
        int status,
        string? length
    )
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = request => request.Connection.SendAsync(bytes);
        await using var client = await RawClient.ConnectAsync(edge.Port);

        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync($"{method} / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            var response = await client.ReadResponseAsync(method);
            Assert.Equal(status, response.Status);
            Assert.Contains(response.Head["Content-Length"], new[] { length, null });
        }
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Fields_of_the_message_pass_in_order_and_as_they_are(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = request =>
            request.Connection.AnswerAsync(fields: "Set-Cookie: a=1\r\nX-Odd: \u00e9 \t x\r\nSet-Cookie: b=2\r\n");

        var response = await RawClient.ExchangeAsync(
            edge.Port,
            "GET / HTTP/1.1\r\nHost: a.test\r\nX-A: 1\r\nx-b:2\r\nX-A:  3 \r\nX-Empty:\r\nX-Odd: \u00e9 \t x\r\n\r\n"
        );

        var request = upstream.Requests[^1];
        Assert.Equal(["1", "3"], request.Head.Values("X-A"));
        Assert.Equal(
            ["", "2", "\u00e9 \t x"],
            [request.Head["X-Empty"]!, request.Head["x-b"]!, request.Head["X-Odd"]!]
        );
        Assert.Equal(["a=1", "b=2"], response.Head.Values("Set-Cookie"));
        Assert.Equal("\u00e9 \t x", response.Head["X-Odd"]);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_that_has_said_everything_still_gets_its_answer(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        var answer = new TaskCompletionSource();
        upstream.Script = async request =>
        {
            await answer.Task;
            await request.Connection.AnswerAsync("late");
        };
        var first = upstream.Requests.Count;
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        client.HalfClose();
        await upstream.RequestAsync(first);
        answer.SetResult();

        Assert.Equal("late", (await client.ReadResponseAsync()).Text);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_that_leaves_ends_the_request_upstream(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = request => request.Connection.ReadCloseAsync();
        var first = upstream.Requests.Count;
        var client = await RawClient.ConnectAsync(edge.Port);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        var request = await upstream.RequestAsync(first);

        client.Reset();

        await Readiness.UntilAsync(
            () => request.Connection.IsClosed,
            TimeSpan.FromSeconds(10),
            () => "the upstream still works for nobody"
        );
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_response_before_the_end_of_the_body_reaches_the_client(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = async request =>
        {
            await request.Connection.SendAsync(
                "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            request.Connection.HalfClose();
            await request.Connection.ReadCloseAsync();
        };
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\nsome of it");

        Assert.Equal(413, (await client.ReadResponseAsync("POST")).Status);
    }

    private static async Task EchoAsync(RecordedRequest request)
    {
        await request.ReadBodyAsync();
        await request.Connection.AnswerAsync(request.Text);
    }
}
