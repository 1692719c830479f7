using System.Net.Sockets;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Reliability;

/// <summary>Clients that take and do not give: others are served all the same.</summary>
[Collection(LoadCollection.Name)]
public class ExhaustionTests
{
    private const string Request = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_thousand_clients_that_drip_their_heads_are_sent_away(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            "limits: { headerReadTime: 2s }\n" + Configs.OneService(upstream.Url),
            transport
        );
        var slow = await ConnectAsync(edge.Port, 1000);
        using var end = new CancellationTokenSource();
        var drips = slow.Select(client => DripAsync(client, end.Token)).ToArray();

        // Others are served while they drip, and quickly.
        for (var i = 0; i < 50; i++)
            Assert.Equal(200, (await RawClient.ExchangeAsync(edge.Port, Request)).Status);

        var answers = await Task.WhenAll(slow.Select(client => client.ReadToEndAsync())).WaitAsync(Patience, end.Token);
        await end.CancelAsync();
        await Task.WhenAll(drips);
        Assert.All(
            answers,
            answer =>
                Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), answer)
        );
        Assert.Single(upstream.Requests.Select(request => request.Target).Distinct());
        await DisposeAsync(slow);
        await OpenAsync(edge, connections: 0);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_body_that_stalls_is_given_up(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            "limits: { bodyIdleTime: 500ms }\n" + Configs.OneService(upstream.Url),
            transport
        );
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 10\r\n\r\nhel");
        var answer = await client.ReadToEndAsync();

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), answer);
        var request = await upstream.RequestAsync(0);
        await Readiness.UntilAsync(() => request.Connection.IsClosed, Patience, () => "the upstream still waits");
        Assert.False(request.IsComplete);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_body_without_end_is_cut_at_the_limit(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            "limits: { bodyBytesMax: 1000000 }\n" + Configs.OneService(upstream.Url),
            transport
        );
        await using var client = await RawClient.ConnectAsync(edge.Port);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = System.Text.Encoding.Latin1.GetBytes($"2710\r\n{new string('x', 10_000)}\r\n");

        var sent = 0;
        while (sent < 10_000 && await client.TrySendAsync(chunk))
            sent++;

        Assert.True(sent < 10_000, "a hundred megabytes were taken");
        var answer = await client.ReadToEndAsync();
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 413 ", StringComparison.Ordinal), answer);
        Assert.All(upstream.Requests, request => Assert.False(request.IsComplete));
        Assert.Equal(200, (await RawClient.ExchangeAsync(edge.Port, Request)).Status);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Without_file_descriptors_the_edge_waits_says_so_and_recovers(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            Configs.OneService(upstream.Url),
            transport,
            "prlimit",
            "--nofile=512"
        );
        await using var early = await RawClient.ConnectAsync(edge.Port);
        await ServedAsync(early);

        // The kernel takes connections into the backlog; the program can accept only some of them.
        var crowd = await ConnectAsync(edge.Port, 800);
        await Readiness.UntilAsync(
            () => edge.Child.Output.Contains("file", StringComparison.OrdinalIgnoreCase),
            Patience,
            () => $"nothing was said about it:\n{edge.Child.Output}"
        );
        await ServedAsync(early);
        // The program itself still has some: for the connection this question comes on, and for whatever it begins meanwhile.
        Assert.True(await edge.MetricAsync("serinus_connections") > 1);
        Assert.DoesNotContain("   at ", edge.Child.Output, StringComparison.Ordinal);
        Assert.True(edge.Child.Output.Split('\n').Length < 30, "the log is flooded");

        await DisposeAsync(crowd);
        await Readiness.UntilAsync(
            () => IsServedAsync(edge),
            Patience,
            () => $"no new client is served:\n{edge.Child.Output}"
        );
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Requests_beyond_the_limit_are_told_to_come_back(string transport)
    {
        await using var upstream = new RecordingUpstream();
        var answer = new TaskCompletionSource();
        upstream.Script = async request =>
        {
            await answer.Task;
            await request.Connection.AnswerAsync();
        };
        await using var edge = await SerinusProcess.StartAsync(
            "limits: { inFlightMax: 4 }\n" + Configs.OneService(upstream.Url),
            transport
        );
        var waiting = await ConnectAsync(edge.Port, 4);
        foreach (var client in waiting)
            await client.SendAsync(Request);
        await upstream.RequestAsync(3);

        var response = await RawClient.ExchangeAsync(edge.Port, Request);

        Assert.Equal(503, response.Status);
        Assert.True(response.Head.Has("Retry-After"));
        answer.SetResult();
        foreach (var client in waiting)
            Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        await DisposeAsync(waiting);
    }

    private static async Task<bool> IsServedAsync(SerinusProcess edge)
    {
        Assert.False(edge.Child.HasExited, edge.Child.Output);
        try
        {
            return (await RawClient.ExchangeAsync(edge.Port, Request)).Status == 200;
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            return false;
        }
    }

    private static async Task ServedAsync(RawClient client)
    {
        await client.SendAsync(Request);
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
    }

    /// <summary>A byte every tenth of a second, for as long as the edge listens.</summary>
    private static async Task DripAsync(RawClient client, CancellationToken end)
    {
        var head = System.Text.Encoding.Latin1.GetBytes(
            $"GET / HTTP/1.1\r\nHost: a.test\r\nX: {new string('a', 10_000)}"
        );
        for (var i = 0; i < head.Length && !end.IsCancellationRequested; i++)
        {
            if (!await client.TrySendAsync(head.AsMemory(i, 1)))
                return;
            await Task.Delay(100, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<List<RawClient>> ConnectAsync(int port, int count)
    {
        var clients = new List<RawClient>(count);
        for (var i = 0; i < count; i++)
            clients.Add(await RawClient.ConnectAsync(port));
        return clients;
    }

    private static async Task DisposeAsync(List<RawClient> clients)
    {
        foreach (var client in clients)
            await client.DisposeAsync();
    }

    private static Task OpenAsync(SerinusProcess edge, int connections) =>
        Readiness.UntilAsync(
            async () => await edge.MetricAsync("serinus_connections") == connections,
            Patience,
            () => "connections are still open"
        );
}
