using Serinus.Testbed;

namespace Serinus.EndToEnd.Defence;

/// <summary>What one client may have of the edge, and that others do not suffer from what it wants beyond.</summary>
public class ClientShareTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_with_too_many_connections_gets_no_more_until_it_closes_one(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            "limits: { connectionsPerClientMax: 3 }\n" + Configs.OneService(upstream.Url),
            transport
        );
        var held = new List<RawClient>();
        for (var i = 0; i < 3; i++)
        {
            held.Add(await RawClient.ConnectAsync(edge.Port));
            await held[i].SendAsync(Request);
            Assert.Equal(200, (await held[i].ReadResponseAsync()).Status);
        }

        await using (var beyond = await RawClient.ConnectAsync(edge.Port))
            Assert.Equal("", await beyond.ReadToEndAsync());
        Assert.Equal("200", await StatusFromAsync("127.0.0.2", edge.Port));
        await edge.Child.SaysAsync("limits.connectionsPerClientMax");

        await held[0].DisposeAsync();
        await Readiness.UntilAsync(
            async () =>
            {
                await using var again = await RawClient.ConnectAsync(edge.Port);
                await again.TrySendAsync(System.Text.Encoding.ASCII.GetBytes(Request));
                try
                {
                    return (await again.ReadResponseAsync()).Status == 200;
                }
                catch (IOException)
                {
                    return false; // The edge has not seen yet that one was closed.
                }
            },
            Patience,
            () => "the client got no connection in place of the one it closed"
        );
        foreach (var client in held)
            await client.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_with_too_many_requests_under_way_is_told_so(string transport)
    {
        await using var upstream = new RecordingUpstream();
        var answer = new TaskCompletionSource();
        upstream.Script = request => AnswerAsync(request, answer.Task);
        await using var edge = await SerinusProcess.StartAsync(
            "limits: { inFlightPerClientMax: 2 }\n" + Configs.OneService(upstream.Url),
            transport
        );
        await using var first = await RawClient.ConnectAsync(edge.Port);
        await using var second = await RawClient.ConnectAsync(edge.Port);
        await first.SendAsync("GET /slow HTTP/1.1\r\nHost: a.test\r\n\r\n");
        await second.SendAsync("GET /slow HTTP/1.1\r\nHost: a.test\r\n\r\n");
        await upstream.RequestAsync(1);

        Assert.Equal(429, (await RawClient.ExchangeAsync(edge.Port, Request)).Status);
        Assert.Equal("200", await StatusFromAsync("127.0.0.2", edge.Port));

        answer.SetResult();
        Assert.Equal(200, (await first.ReadResponseAsync()).Status);
        Assert.Equal(200, (await second.ReadResponseAsync()).Status);
        await IsServedAgainAsync(edge.Port);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Streams_of_http2_count_like_requests_of_any_other_connection(string transport)
    {
        await using var upstream = new RecordingUpstream();
        var answer = new TaskCompletionSource();
        upstream.Script = request => AnswerAsync(request, answer.Task);
        await using var edge = await SerinusProcess.StartAsync(
            "limits: { inFlightPerClientMax: 2 }\n" + Configs.OneService(upstream.Url),
            transport
        );
        await using var client = await RawHttp2.ConnectAsync(edge.Port);
        await client.SendAsync(RawHttp2.Get(1, "/slow"));
        await client.SendAsync(RawHttp2.Get(3, "/slow"));
        await upstream.RequestAsync(1);

        await client.SendAsync(RawHttp2.Get(5));
        Assert.Equal("429", await client.OutcomeAsync(5));
        Assert.Equal(429, (await RawClient.ExchangeAsync(edge.Port, Request)).Status);

        answer.SetResult();
        Assert.Equal("200", await client.OutcomeAsync(1));
        await IsServedAgainAsync(edge.Port);
        await client.SendAsync(RawHttp2.Get(7));
        Assert.Equal("200", await client.OutcomeAsync(7));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task After_so_many_requests_a_client_is_told_to_open_another_connection(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            "limits: { requestsPerConnectionMax: 3 }\n" + Configs.OneService(upstream.Url),
            transport
        );

        await using var client = await RawClient.ConnectAsync(edge.Port);
        for (var i = 1; i <= 3; i++)
        {
            await client.SendAsync(Request);
            var response = await client.ReadResponseAsync();
            Assert.Equal((200, i == 3 ? "close" : null), (response.Status, response.Head["Connection"]));
        }

        Assert.True(await client.ReadCloseAsync());

        await using var http2 = await RawHttp2.ConnectAsync(edge.Port);
        for (var i = 1; i <= 5; i += 2)
        {
            await http2.SendAsync(RawHttp2.Get(i));
            if (i < 5)
                Assert.Equal("200", await http2.OutcomeAsync(i));
        }

        // GOAWAY without an error (RFC 9113 §6.8), and what was asked before it is answered.
        var frames = new List<(byte Type, int Stream)>();
        while (await http2.ReadAsync() is { } frame)
            frames.Add((frame.Type, frame.Stream));
        Assert.Contains((RawHttp2.GoAway, 0), frames);
        Assert.Contains((RawHttp2.Headers, 5), frames);
    }

    /// <summary>A client may read an answer before the edge has counted it as given.</summary>
    private static Task IsServedAgainAsync(int port) =>
        Readiness.UntilAsync(
            async () => (await RawClient.ExchangeAsync(port, Request)).Status == 200,
            Patience,
            () => "the client has nothing under way and is served no more"
        );

    private static async Task AnswerAsync(RecordedRequest request, Task answer)
    {
        if (request.Target == "/slow")
            await answer;
        await request.Connection.AnswerAsync();
    }

    /// <summary>The status a client of another address gets.</summary>
    private static async Task<string> StatusFromAsync(string address, int port)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            "curl",
            [
                "--silent",
                "--show-error",
                "--output",
                "/dev/null",
                "--write-out",
                "%{http_code}",
                "--interface",
                address,
                $"http://127.0.0.1:{port}/",
            ],
            Patience
        );
        Assert.True(exitCode == 0, output);
        return output.Trim();
    }
}
