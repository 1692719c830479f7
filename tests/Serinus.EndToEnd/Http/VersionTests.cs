using Serinus.Testbed;

namespace Serinus.EndToEnd.Http;

/// <summary>HTTP/1.0 on either side (RFC 9112 §9.3, RFC 9110 §2.5).</summary>
public class VersionTests(Edges edges) : IClassFixture<Edges>
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task An_old_client_gets_one_answer_and_the_end_of_the_connection(string transport)
    {
        var (edge, _) = await edges.OnAsync(transport);
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n");

        Assert.Equal("ok", (await client.ReadResponseAsync()).Text);
        Assert.True(await client.ReadCloseAsync());
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task An_old_client_that_asks_for_it_keeps_its_connection(string transport)
    {
        var (edge, _) = await edges.OnAsync(transport);
        await using var client = await RawClient.ConnectAsync(edge.Port);

        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n");
            var response = await client.ReadResponseAsync();
            Assert.Equal(("ok", "keep-alive"), (response.Text, response.Head["Connection"]?.ToLowerInvariant()));
        }
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task An_old_client_is_never_sent_chunks(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = request =>
            request.Connection.SendAsync(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\nX: y\r\n\r\n"
            );
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync("GET / HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n");
        var response = await client.ReadResponseAsync();

        Assert.Equal(("hello world", true), (response.Text, response.UntilClose));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task An_old_client_is_never_sent_interim_responses(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = request =>
            request.Connection.SendAsync(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
            );

        var response = await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.0\r\nHost: a.test\r\n\r\n");

        Assert.Equal("ok", response.Text);
        Assert.Empty(response.Interim);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task An_old_client_without_Host_reaches_routes_of_any_host(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);

        var response = await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.0\r\n\r\n");

        Assert.Equal(200, response.Status);
        // RFC 9112 §3.2: what is sent on as HTTP/1.1 has exactly one Host.
        var head = upstream.Requests[^1].Head;
        Assert.Equal([$"127.0.0.1:{upstream.Port}"], head.Values("Host"));
        Assert.Empty(head.Values("X-Forwarded-Host"));
        Assert.Equal("1.0 serinus", head["Via"]);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task An_old_upstream_is_understood(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = async request =>
        {
            await request.Connection.SendAsync("HTTP/1.0 200 OK\r\n\r\nold");
            request.Connection.Close();
        };
        await using var client = await RawClient.ConnectAsync(edge.Port);

        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            Assert.Equal("old", (await client.ReadResponseAsync()).Text);
        }
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_that_asks_for_it_gets_the_end_of_the_connection(string transport)
    {
        var (edge, _) = await edges.OnAsync(transport);
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");

        Assert.Equal("close", (await client.ReadResponseAsync()).Head["Connection"]);
        Assert.True(await client.ReadCloseAsync());
    }
}
