using System.Net.Sockets;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Reliability;

/// <summary>SIGTERM: readiness fails first, requests in flight finish, nothing waits for ever.</summary>
public class DrainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Requests_in_flight_finish_and_the_program_ends_well(string transport)
    {
        await using var upstream = new RecordingUpstream();
        var answer = new TaskCompletionSource();
        upstream.Script = async request =>
        {
            await request.Connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            await answer.Task;
            await request.Connection.SendAsync("world");
        };
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        await using var idle = await RawClient.ConnectAsync(edge.Port);
        await using var busy = await RawClient.ConnectAsync(edge.Port);
        await busy.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        await upstream.RequestAsync(0);
        await busy.ReadHeadAsync();

        edge.Child.Signal(Signal.Terminate);

        Assert.True(await idle.ReadCloseAsync());
        await RefusesAsync(edge.Port);
        Assert.False(edge.Child.HasExited);
        answer.SetResult();
        using var limit = new CancellationTokenSource(Patience);
        Assert.Equal("helloworld"u8.ToArray(), await busy.Reader.ReadExactlyAsync(10, limit.Token));
        Assert.True(await busy.ReadCloseAsync());
        Assert.Equal(0, await edge.Child.WaitForExitAsync(Patience));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Readiness_fails_first_while_new_connections_are_still_served(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            "drainDelay: 60s\n" + Configs.OneService(upstream.Url),
            transport
        );

        edge.Child.Signal(Signal.Terminate);

        await Readiness.UntilAsync(async () => await edge.StatusAsync("/readyz") == 503, Patience, () => "still ready");
        Assert.Equal(200, await edge.StatusAsync("/healthz"));
        Assert.Equal(200, (await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n")).Status);

        // A second signal means now.
        edge.Child.Signal(Signal.Terminate);
        await edge.Child.WaitForExitAsync(Patience);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task What_does_not_finish_in_time_is_cut(string transport)
    {
        await using var upstream = new RecordingUpstream { Script = request => request.Connection.ReadCloseAsync() };
        await using var edge = await SerinusProcess.StartAsync(
            "drainTime: 500ms\n" + Configs.OneService(upstream.Url),
            transport
        );
        await using var client = await RawClient.ConnectAsync(edge.Port);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        await upstream.RequestAsync(0);

        edge.Child.Signal(Signal.Terminate);

        await edge.Child.WaitForExitAsync(Patience);
        await client.ReadToEndAsync();
        Assert.Contains("1 ", edge.Child.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Under_load_no_answered_request_is_broken(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        var clients = Enumerable.Range(0, 8).Select(_ => UntilRefusedAsync(edge.Port)).ToArray();
        await upstream.RequestAsync(200);

        edge.Child.Signal(Signal.Terminate);

        Assert.Equal(0, await edge.Child.WaitForExitAsync(Patience));
        var broken = (await Task.WhenAll(clients)).OfType<string>();
        Assert.Empty(broken);
    }

    /// <summary>
    /// Sends requests on connection after connection until none is accepted. A kept connection may close between two
    /// requests (RFC 9112 §9.6); a request on a new one, or half an answer, may not be lost.
    /// </summary>
    private static async Task<string?> UntilRefusedAsync(int port)
    {
        while (true)
        {
            RawClient client;
            try
            {
                client = await RawClient.ConnectAsync(port);
            }
            catch (SocketException)
            {
                return null;
            }

            await using (client)
            {
                try
                {
                    for (var i = 0; i < 50; i++)
                    {
                        await client.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
                        var response = await client.ReadResponseAsync();
                        if (response.Status != 200)
                            return $"status {response.Status}";
                        if (response.Head["Connection"] == "close")
                            break;
                    }
                }
                catch (IOException)
                    when (client.Reader.Seen.EndsWith("ok", StringComparison.Ordinal) || client.Reader.Seen == "")
                {
                    // Closed between two requests, or before the first was read.
                }
                catch (IOException broken)
                {
                    return $"{broken.Message} after {client.Reader.Seen[^Math.Min(200, client.Reader.Seen.Length)..]}";
                }
            }
        }
    }

    private static Task RefusesAsync(int port) =>
        Readiness.UntilAsync(
            async () =>
            {
                try
                {
                    await (await RawClient.ConnectAsync(port)).DisposeAsync();
                    return false;
                }
                catch (SocketException)
                {
                    return true;
                }
            },
            Patience,
            () => "still accepts connections"
        );
}
