using Serinus.Testbed;

namespace Serinus.EndToEnd.Http;

/// <summary>100-continue end to end: the upstream decides whether it wants the body (RFC 9110 §10.1.1).</summary>
public class ContinueTests(Edges edges) : IClassFixture<Edges>
{
    private const string Head = "PUT / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task The_upstreams_word_lets_the_body_come(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = async request =>
        {
            Assert.Equal("100-continue", request.Head["Expect"]);
            await request.Connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await request.ReadBodyAsync();
            await request.Connection.AnswerAsync(request.Text);
        };
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync(Head);
        Assert.Equal(100, (await client.ReadHeadAsync()).Status);
        await client.SendAsync("hello");
        var response = await client.ReadResponseAsync("PUT");

        Assert.Equal("hello", response.Text);
        Assert.Empty(response.Interim);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_that_does_not_wait_is_served_all_the_same(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = async request =>
        {
            await request.Connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await request.ReadBodyAsync();
            await request.Connection.AnswerAsync(request.Text);
        };

        var response = await RawClient.ExchangeAsync(edge.Port, Head + "hello");

        Assert.Equal("hello", response.Text);
        Assert.True(response.Interim.Count <= 1);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task An_upstream_that_refuses_never_sees_the_body(string transport)
    {
        var (edge, upstream) = await edges.OnAsync(transport);
        upstream.Script = async request =>
        {
            await request.Connection.SendAsync(
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
            await request.Connection.ReadCloseAsync();
        };
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync(Head);
        var response = await client.ReadResponseAsync("PUT");

        Assert.Equal(401, response.Status);
        Assert.Empty(response.Interim);
        Assert.DoesNotContain("hello", upstream.Requests[^1].Connection.Reader.Seen, StringComparison.Ordinal);
    }
}
