using System.Net;
using System.Net.Sockets;
using System.Text;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Streams;

/// <summary>Datagrams, relayed per client.</summary>
public class UdpRelayTests
{
    private const string Listener = "protocol: udp";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Many_clients_each_get_their_own_answers_from_one_server(string transport)
    {
        await using var upstream = new UdpUpstream("app");
        await using var edge = await StreamEdge.StartAsync(transport, OneService(upstream.Port), Listener);
        var clients = Enumerable.Range(0, 60).Select(_ => Client(edge.Port)).ToArray();

        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < clients.Length; i++)
                await clients[i].SendAsync(Encoding.ASCII.GetBytes($"{i}/{round}"));
            for (var i = 0; i < clients.Length; i++)
                Assert.Equal($"app:{i}/{round}", Encoding.ASCII.GetString(await ReceiveAsync(clients[i])));
        }

        Assert.Equal(60, upstream.Clients);
        Assert.Equal(60, await edge.Process.MetricAsync("serinus_stream_connections", "route=\"r\""));
        foreach (var client in clients)
            client.Dispose();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_datagram_may_be_empty_and_may_be_as_large_as_there_are(string transport)
    {
        await using var upstream = new UdpUpstream("");
        await using var edge = await StreamEdge.StartAsync(transport, OneService(upstream.Port), Listener);
        using var client = Client(edge.Port);
        var large = new byte[60_000];
        Random.Shared.NextBytes(large);

        foreach (
            var datagram in (byte[][])
                [
                    [],
                    large,
                    [7],
                ]
        )
        {
            await client.SendAsync(datagram);
            byte[] expected = [(byte)':', .. datagram];
            Assert.Equal(expected, await ReceiveAsync(client));
        }
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1", "127.0.0.2")]
    [InlineData("[::]", "127.0.0.1", "127.0.0.2")]
    [InlineData("[::]", "::1", "127.0.0.3")]
    public async Task Answers_leave_from_the_address_that_was_asked(string bound, params string[] asked)
    {
        await using var upstream = new UdpUpstream("app");
        var port = FreePort.Next();
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            listeners:
              - { name: tcp, address: "{{bound}}:{{port}}", {{Listener}} }
            {{OneService(upstream.Port)}}
            """,
            Transports.Epoll
        );
        using var four = new UdpClient(new IPEndPoint(IPAddress.Any, 0));
        using var six = new UdpClient(new IPEndPoint(IPAddress.IPv6Any, 0));

        // One client, so that only the address he sends to tells the two apart.
        for (var round = 0; round < 2; round++)
        {
            foreach (var address in asked)
            {
                var to = new IPEndPoint(IPAddress.Parse(address), port);
                var client = to.AddressFamily == AddressFamily.InterNetwork ? four : six;
                using var limit = new CancellationTokenSource(Patience);
                await client.SendAsync(Encoding.ASCII.GetBytes(address), to, limit.Token);
                var answer = await client.ReceiveAsync(limit.Token);
                Assert.Equal(($"app:{address}", to), (Encoding.ASCII.GetString(answer.Buffer), answer.RemoteEndPoint));
            }
        }

        Assert.Equal(2, upstream.Clients);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Clients_are_shared_exactly_and_stay_where_they_are(string transport)
    {
        await using var stable = new UdpUpstream("stable");
        await using var canary = new UdpUpstream("canary");
        await using var edge = await StreamEdge.StartAsync(
            transport,
            $$"""
            streamRoutes:
              - { name: r, backends: [ { service: stable, weight: 3 }, { service: canary, weight: 1 } ] }
            services:
              - { name: stable, endpoints: [ "udp://127.0.0.1:{{stable.Port}}" ] }
              - { name: canary, endpoints: [ "udp://127.0.0.1:{{canary.Port}}" ] }
            """,
            Listener
        );

        // They stay open: one that closes may leave its port, and with it its session, to one that comes later.
        var clients = Enumerable.Range(0, 40).Select(_ => Client(edge.Port)).ToArray();
        foreach (var client in clients)
        {
            await client.SendAsync(new byte[] { 1 });
            var first = await ReceiveAsync(client);
            await client.SendAsync(new byte[] { 1 });
            Assert.Equal(first, await ReceiveAsync(client));
        }

        Assert.Equal((30, 10), (stable.Clients, canary.Clients));
        foreach (var client in clients)
            client.Dispose();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Another_endpoint_takes_over_from_one_where_nobody_listens(string transport)
    {
        await using var upstream = new UdpUpstream("good");
        await using var edge = await StreamEdge.StartAsync(
            transport,
            $$"""
            streamRoutes:
              - { name: r, backends: [ { service: app } ] }
            services:
              - { name: app, endpoints: [ "udp://127.0.0.1:{{FreePort.Next()}}", "udp://localhost:{{upstream.Port}}" ] }
            """,
            Listener
        );
        for (var i = 0; i < 4; i++)
        {
            using var client = Client(edge.Port);
            Assert.Equal("good:x", await AskUntilAnsweredAsync(client, "x"));
        }
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Sessions_are_bounded_and_end_when_nothing_moves(string transport)
    {
        await using var upstream = new UdpUpstream("app");
        await using var edge = await StreamEdge.StartAsync(
            transport,
            OneService(upstream.Port, "idleTime: 700ms") + "\nlimits: { udpSessionsMax: 2 }",
            Listener
        );
        using var one = Client(edge.Port);
        using var two = Client(edge.Port);
        using var three = Client(edge.Port);
        foreach (var client in new[] { one, two })
        {
            await client.SendAsync("x"u8.ToArray());
            await ReceiveAsync(client);
        }

        // Of three that are busy one is dropped; it gets its turn once another is idle.
        await Readiness.UntilAsync(
            async () =>
            {
                foreach (var client in new[] { one, two, three })
                    await client.SendAsync("y"u8.ToArray());
                return await edge.Process.MetricAsync("serinus_stream_failures_total", "error=\"udp_sessions_max\"")
                    > 0;
            },
            Patience,
            () => "no datagram was refused"
        );
        Assert.Equal("app:z", await AskUntilAnsweredAsync(three, "z", drop: "app:y"));
        await Readiness.UntilAsync(
            async () => await edge.Process.MetricAsync("serinus_stream_connections", "route=\"r\"") == 0,
            Patience,
            () => "sessions did not end"
        );
    }

    private static string OneService(int port, string route = "idleTime: 1m") =>
        $$"""
            streamRoutes:
              - { name: r, listeners: [ tcp ], backends: [ { service: app } ], {{route}} }
            services:
              - { name: app, endpoints: [ "udp://127.0.0.1:{{port}}" ] }
            """;

    private static UdpClient Client(int port)
    {
        var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        client.Connect(IPAddress.Loopback, port);
        return client;
    }

    private static async Task<byte[]> ReceiveAsync(UdpClient client)
    {
        using var limit = new CancellationTokenSource(Patience);
        return (await client.ReceiveAsync(limit.Token)).Buffer;
    }

    /// <summary>Asks as UDP clients do: again, until an answer comes.</summary>
    private static async Task<string> AskUntilAnsweredAsync(UdpClient client, string question, string? drop = null)
    {
        var asking = DateTime.UtcNow + Patience;
        while (DateTime.UtcNow < asking)
        {
            await client.SendAsync(Encoding.ASCII.GetBytes(question));
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            try
            {
                var answer = Encoding.ASCII.GetString((await client.ReceiveAsync(limit.Token)).Buffer);
                if (answer != drop)
                    return answer;
            }
            catch (OperationCanceledException)
            {
                // Lost: ask again.
            }
        }

        return "";
    }
}
