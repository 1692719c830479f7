using System.Net;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>Clients that leave, upstreams that die, and ends of service, with many streams on one connection.</summary>
public class TroubleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_cancelled_stream_is_called_off_upstream_and_its_neighbour_is_served(string transport)
    {
        await using var upstream = new RecordingUpstream();
        upstream.Script = async request =>
        {
            if (request.Target == "/slow")
                await request.Connection.ReadCloseAsync();
            else
                await request.Connection.AnswerAsync();
        };
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        using var client = MessageTests.Client(edge.Port);
        using var leave = new CancellationTokenSource();

        var slow = client.GetStringAsync("/slow", leave.Token);
        var asked = await upstream.RequestAsync(0);
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        Assert.Equal("ok", await client.GetStringAsync("/quick"));
        await Readiness.UntilAsync(() => asked.Connection.IsClosed, Patience, () => "the upstream is still asked");
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_cancelled_response_is_called_off_upstream(string transport)
    {
        await using var upstream = new RecordingUpstream();
        upstream.Script = async request =>
        {
            if (request.Target != "/endless")
            {
                await request.Connection.AnswerAsync();
                return;
            }

            await request.Connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n");
            while (true)
                await request.Connection.SendAsync(new byte[65_536]);
        };
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        using var client = MessageTests.Client(edge.Port);

        using (
            var response = await client.SendAsync(
                MessageTests.Request(HttpMethod.Get, "/endless"),
                HttpCompletionOption.ResponseHeadersRead
            )
        )
        {
            var body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[1_000_000]);
        }

        await Readiness.UntilAsync(
            () => upstream.Requests[0].Connection.IsClosed,
            Patience,
            () => "the upstream still sends"
        );
        Assert.Equal("ok", await client.GetStringAsync("/quick"));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_body_that_the_upstream_cuts_is_not_taken_for_whole(string transport)
    {
        await using var upstream = new RecordingUpstream();
        upstream.Script = async request =>
        {
            if (request.Target == "/whole")
            {
                await request.Connection.AnswerAsync();
                return;
            }

            await request.Connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
            request.Connection.Close();
        };
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        using var client = MessageTests.Client(edge.Port);

        var cut = await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync("/cut"));

        Assert.Contains("INTERNAL_ERROR", cut.ToString(), StringComparison.Ordinal);
        Assert.Equal("ok", await client.GetStringAsync("/whole"));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Streams_in_flight_finish_when_service_ends(string transport)
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
        await using var idle = await RawHttp2.ConnectAsync(edge.Port);
        await idle.ReadAsync();
        using var client = MessageTests.Client(edge.Port);
        var first = client.GetStringAsync("/1");
        var second = client.GetStringAsync("/2");
        await upstream.RequestAsync(1);

        edge.Child.Signal(Signal.Terminate);

        Assert.Equal(0, await idle.ReadToGoAwayAsync());
        Assert.False(edge.Child.HasExited);
        answer.SetResult();
        Assert.Equal(["helloworld", "helloworld"], await Task.WhenAll(first, second).WaitAsync(Patience));
        Assert.Equal(0, await edge.Child.WaitForExitAsync(Patience));
        Assert.Contains("drained: nothing was cut", edge.Child.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task No_request_is_lost_over_reloads_and_a_connection_ends_in_time(string transport)
    {
        await using var upstream = new RecordingUpstream();
        var config = "limits: { requestsPerConnectionMax: 50 }\n" + Configs.OneService(upstream.Url);
        await using var edge = await SerinusProcess.StartAsync(config, transport);
        using var client = MessageTests.Client(edge.Port);
        using var stop = new CancellationTokenSource();
        var failures = new List<string>();
        var answered = 0;
        var load = Enumerable
            .Range(0, 8)
            .Select(async _ =>
            {
                while (!stop.IsCancellationRequested)
                {
                    try
                    {
                        Assert.Equal("ok", await client.GetStringAsync("/"));
                        Interlocked.Increment(ref answered);
                    }
                    catch (HttpRequestException lost)
                    {
                        lock (failures)
                            failures.Add(lost.ToString());
                    }
                }
            })
            .ToArray();

        for (var i = 0; i < 5; i++)
        {
            var before = Volatile.Read(ref answered);
            await edge.ReloadAsync(new string('\n', i + 1) + config);
            await Readiness.UntilAsync(() => Volatile.Read(ref answered) > before + 200, Patience, () => "no load");
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.Empty(failures);
        Assert.True(await edge.MetricAsync("serinus_connections_total") >= 5);
    }
}
