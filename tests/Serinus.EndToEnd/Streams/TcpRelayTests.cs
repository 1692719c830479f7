using System.Text;
using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Streams;

/// <summary>Connections whose bytes are relayed.</summary>
public class TcpRelayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_side_that_is_done_first_still_gets_what_the_other_has_to_say(string transport)
    {
        await using var upstream = new TcpUpstream(
            async (stream, closing) =>
            {
                // A server that speaks first, and answers only when it has heard all.
                await stream.WriteAsync("welcome "u8.ToArray(), closing);
                using var heard = new MemoryStream();
                await stream.CopyToAsync(heard, closing);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"heard {heard.Length}"), closing);
            }
        );
        await using var edge = await StreamEdge.StartAsync(transport, OneService(upstream.Url));
        await using var client = await RawClient.ConnectAsync(edge.Port);

        Assert.Equal("welcome ", Encoding.ASCII.GetString(await ReadAsync(client, 8)));
        await client.SendAsync(new byte[3_000_000]);
        client.HalfClose();

        Assert.Equal("heard 3000000", await client.ReadToEndAsync());
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Connections_are_shared_exactly_and_a_reload_moves_no_sequence(string transport)
    {
        await using var stable = TcpUpstream.Named("stable");
        await using var canary = TcpUpstream.Named("canary");
        var config = Canary(90, stable.Url, 10, canary.Url);
        await using var edge = await StreamEdge.StartAsync(transport, config);

        var answers = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            if (i == 47)
                await edge.ReloadAsync(config + "\nlimits: { keepAliveTime: 60s }");
            await using var client = await RawClient.ConnectAsync(edge.Port);
            answers.Add(await client.ReadToEndAsync());
        }

        Assert.Equal(100, answers.Count(answer => answer is "stable" or "canary"));
        for (var start = 0; start <= 90; start++)
            Assert.Equal(1, answers.Skip(start).Take(10).Count(answer => answer == "canary"));
        await edge.Process.CountsAsync(10, "serinus_stream_connections_total", "route=\"r\"", "backend=\"canary\"");
        await edge.Process.CountsAsync(600, "serinus_stream_bytes_total", "route=\"r\"", "direction=\"out\"");
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Another_endpoint_takes_over_and_stable_for_a_canary_that_is_down(string transport)
    {
        await using var good = TcpUpstream.Named("good");
        await using var edge = await StreamEdge.StartAsync(
            transport,
            $$"""
            streamRoutes:
              - { name: r, backends: [ { service: stable, weight: 1 }, { service: canary, weight: 1 } ] }
            services:
              - { name: stable, endpoints: [ "tcp://127.0.0.1:{{FreePort.Next()}}", "{{good.Url}}" ] }
              - { name: canary, endpoints: [ "tcp://127.0.0.1:{{FreePort.Next()}}" ] }
            """
        );

        for (var i = 0; i < 20; i++)
        {
            await using var client = await RawClient.ConnectAsync(edge.Port);
            Assert.Equal("good", await client.ReadToEndAsync());
        }

        await edge.Process.CountsAsync(10, "serinus_stream_fallbacks_total", "backend=\"canary\"");
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_connection_nobody_takes_is_closed_counted_and_logged(string transport)
    {
        using var folder = new TemporaryFolder();
        var log = Path.Combine(folder.Path, "access.log");
        await using var upstream = TcpUpstream.Echo();
        await using var edge = await StreamEdge.StartAsync(
            transport,
            OneService($"tcp://127.0.0.1:{FreePort.Next()}") + $"\naccessLog: {{ path: \"{log}\" }}"
        );
        await using (var client = await RawClient.ConnectAsync(edge.Port))
            Assert.Equal("", await client.ReadToEndAsync());
        await edge.ReloadAsync(OneService(upstream.Url) + $"\naccessLog: {{ path: \"{log}\" }}");
        await using (var client = await RawClient.ConnectAsync(edge.Port))
        {
            await client.SendAsync("hello");
            client.HalfClose();
            Assert.Equal("hello", await client.ReadToEndAsync());
        }

        await Readiness.UntilAsync(
            () => File.Exists(log) && File.ReadAllLines(log).Length == 2,
            Patience,
            () => "no two lines in the access log"
        );

        // Each loop hands over its lines by itself: only their times order them.
        var lines = File.ReadAllLines(log)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .OrderBy(line => Text(line, "time"), StringComparer.Ordinal)
            .ToArray();
        Assert.Equal("connect_failed", lines[0].GetProperty("error").GetString());
        Assert.Equal(
            ("127.0.0.1", "tcp", 5, 5, "tcp", "r", "app", upstream.Url, "single", false),
            (
                Text(lines[1], "client"),
                Text(lines[1], "protocol"),
                lines[1].GetProperty("bytesIn").GetInt32(),
                lines[1].GetProperty("bytesOut").GetInt32(),
                Text(lines[1], "listener"),
                Text(lines[1], "route"),
                Text(lines[1], "backend"),
                Text(lines[1], "endpoint"),
                Text(lines[1], "reason"),
                lines[1].TryGetProperty("error", out _)
            )
        );
        await edge.Process.CountsAsync(1, "serinus_stream_failures_total", "error=\"connect_failed\"");
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_connection_on_which_nothing_moves_is_closed(string transport)
    {
        await using var upstream = TcpUpstream.Echo();
        await using var edge = await StreamEdge.StartAsync(transport, OneService(upstream.Url, "idleTime: 500ms"));
        await using var client = await RawClient.ConnectAsync(edge.Port);
        await client.SendAsync("a");
        Assert.Equal("a", Encoding.ASCII.GetString(await ReadAsync(client, 1)));

        Assert.True(await client.ReadCloseAsync());
        await edge.Process.CountsAsync(1, "serinus_stream_failures_total", "error=\"idle_timeout\"");
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_reset_of_one_side_is_a_reset_for_the_other(string transport)
    {
        await using var upstream = new TcpUpstream(
            async (stream, closing) =>
            {
                await stream.ReadExactlyAsync(new byte[1], closing);
                stream.Socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
                stream.Socket.Dispose();
            }
        );
        await using var edge = await StreamEdge.StartAsync(transport, OneService(upstream.Url));
        await using var client = await RawClient.ConnectAsync(edge.Port);
        await client.SendAsync("a");

        Assert.False(await client.ReadCloseAsync());
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Draining_waits_for_what_is_relayed_and_cuts_it_after_its_time(string transport)
    {
        await using var upstream = TcpUpstream.Echo();
        await using var edge = await StreamEdge.StartAsync(
            transport,
            OneService(upstream.Url) + "\ndrainTime: 2s\ndrainDelay: 0s"
        );
        await using var first = await RawClient.ConnectAsync(edge.Port);
        await using var second = await RawClient.ConnectAsync(edge.Port);
        foreach (var client in new[] { first, second })
        {
            await client.SendAsync("a");
            await ReadAsync(client, 1);
        }

        edge.Process.Child.Signal(Signal.Terminate);
        await Readiness.UntilAsync(
            async () =>
            {
                try
                {
                    await using var late = await RawClient.ConnectAsync(edge.Port);
                    return false;
                }
                catch (System.Net.Sockets.SocketException)
                {
                    return true;
                }
            },
            Patience,
            () => "still accepts"
        );
        await first.SendAsync("b");
        first.HalfClose();
        Assert.Equal("b", await first.ReadToEndAsync());
        Assert.False(await second.ReadCloseAsync());
        await edge.Process.Child.WaitForExitAsync(Patience);
    }

    private static string OneService(string url, string route = "idleTime: 1m") =>
        $$"""
            streamRoutes:
              - { name: r, listeners: [ tcp ], backends: [ { service: app } ], {{route}} }
            services:
              - { name: app, endpoints: [ "{{url}}" ] }
            """;

    private static string Canary(int stableWeight, string stable, int canaryWeight, string canary) =>
        $$"""
            streamRoutes:
              - name: r
                backends: [ { service: stable, weight: {{stableWeight}} }, { service: canary, weight: {{canaryWeight}} } ]
            services:
              - { name: stable, endpoints: [ "{{stable}}" ] }
              - { name: canary, endpoints: [ "{{canary}}" ] }
            """;

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();

    private static async Task<byte[]> ReadAsync(RawClient client, int count)
    {
        using var limit = new CancellationTokenSource(Patience);
        return await client.Reader.ReadExactlyAsync(count, limit.Token);
    }
}
