using System.Net;
using System.Net.Sockets;
using Serinus.Proxy;
using Serinus.Proxy.Transport;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Tests.Proxy.Http1;

/// <summary>What an exchange costs once connections stand and series exist.</summary>
[Collection(nameof(Alone))]
public sealed class SteadyStateTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")]
    public Task A_keep_alive_exchange_allocates_nothing(string request) => AllocatesNothingAsync(request, overlays: []);

    [Fact]
    public Task Nor_does_one_on_a_route_under_a_rollout() =>
        AllocatesNothingAsync(
            "GET / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n",
            [
                new()
                {
                    Name = "ro",
                    Stable = "stable",
                    Canary = "canary",
                    CanaryPercent = 10,
                    Match = [new() { Headers = [new("X-Beta", ValueKind.Exact, "1")] }],
                    DurationEdges = [300],
                },
            ]
        );

    private static async Task AllocatesNothingAsync(string request, OverlayConfig[] overlays)
    {
        using var upstream = new CannedUpstream("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        await using var edge = new Edge(new EdgeOptions { Loops = 1, Transport = TransportKind.Epoll });
        var snapshot = Compiler
            .Compile([Config(upstream.Port) with { Overlays = [.. overlays] }], null, new byte[32])
            .Snapshot;
        Assert.Empty(edge.Publish(snapshot));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        client.Connect(edge.Bound[0].EndPoint);
        var bytes = System.Text.Encoding.ASCII.GetBytes(request);
        var buffer = new byte[4096];
        Exchange(client, bytes, buffer, 3000);

        // Other threads of the test process may allocate now and then; the best of a few rounds is the edge's own.
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Exchange(client, bytes, buffer, 1000);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.InRange(least, 0, 999);
    }

    private static void Exchange(Socket client, byte[] request, byte[] buffer, int count)
    {
        for (var i = 0; i < count; i++)
        {
            client.Send(request);
            var received = client.Receive(buffer);
            Assert.True(
                buffer.AsSpan(0, received).StartsWith("HTTP/1.1 200"u8)
                    && buffer.AsSpan(0, received).EndsWith("hello"u8)
            );
        }
    }

    private static Fragment Config(int port) =>
        new()
        {
            Provider = "test",
            Listeners = [new ListenerConfig { Name = "web", Address = "127.0.0.1:0" }],
            Services = [new ServiceConfig { Name = "s", Endpoints = [new EndpointConfig($"http://127.0.0.1:{port}")] }],
            Routes =
            [
                new RouteConfig
                {
                    Name = "r",
                    Backends =
                    [
                        new BackendConfig { Service = "s", Name = "stable" },
                        new BackendConfig { Service = "s", Name = "canary" },
                    ],
                },
            ],
        };

    /// <summary>Answers every request with the same bytes, on a thread that allocates nothing. A request ends where the reads of one write do: its body's last byte is not an empty line.</summary>
    private sealed class CannedUpstream : IDisposable
    {
        private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly byte[] answer;

        public CannedUpstream(string answer)
        {
            this.answer = System.Text.Encoding.ASCII.GetBytes(answer);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            new Thread(Serve) { IsBackground = true }.Start();
        }

        public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

        public void Dispose() => listener.Dispose();

        private void Serve()
        {
            try
            {
                using var client = listener.Accept();
                client.NoDelay = true;
                var buffer = new byte[4096];
                var used = 0;
                while (client.Receive(buffer.AsSpan(used)) is var count and > 0)
                {
                    used += count;
                    if (!IsWhole(buffer.AsSpan(0, used)))
                        continue;
                    used = 0;
                    client.Send(answer);
                }
            }
            catch (SocketException)
            {
                // The test is over.
            }
        }

        private static bool IsWhole(ReadOnlySpan<byte> request)
        {
            var head = request.IndexOf("\r\n\r\n"u8);
            if (head < 0)
                return false;
            if (request.IndexOf("chunked"u8) >= 0)
                return request.EndsWith("0\r\n\r\n"u8);
            return request.IndexOf("Content-Length"u8) < 0 || request.Length == head + 9;
        }
    }
}
