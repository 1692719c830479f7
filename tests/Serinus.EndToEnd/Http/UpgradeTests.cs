using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Http;

/// <summary>WebSocket through the edge, with .NET's client on one end and Kestrel on the other (RFC 6455).</summary>
public class UpgradeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Messages_pass_both_ways_and_the_farewell_too(string transport)
    {
        await using var app = await StartEchoAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(app.Urls.Single()), transport);
        using var limit = new CancellationTokenSource(Patience);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("echo");

        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{edge.Port}/chat"), limit.Token);
        Assert.Equal("echo", socket.SubProtocol);
        foreach (var length in new[] { 1, 125, 126, 65_535, 65_536, 3_000_000 })
        {
            var message = Encoding.UTF8.GetBytes(new string('m', length));
            var received = new byte[length];
            var sending = socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, limit.Token);
            for (var at = 0; at < length; )
                at += (await socket.ReceiveAsync(received.AsMemory(at), limit.Token)).Count;
            await sending;
            Assert.True(received.AsSpan().SequenceEqual(message));
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", limit.Token);
        Assert.Equal(("bye", WebSocketState.Closed), (socket.CloseStatusDescription, socket.State));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Bytes_sent_with_the_switch_are_the_tunnels_first(string transport)
    {
        await using var upstream = new RecordingUpstream();
        upstream.Script = async request =>
        {
            await request.Connection.SendAsync(
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\nhello from upstream"
            );
            await request.Connection.Reader.ReadExactlyAsync(17, request.Connection.Closing);
            await request.Connection.SendAsync("goodbye");
            request.Connection.HalfClose();
            await request.Connection.ReadCloseAsync();
        };
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n");
        var (status, head) = await client.ReadHeadAsync();
        Assert.Equal((101, "test"), (status, head["Upgrade"]));
        await client.SendAsync("hello from client");

        // The upstream has said its last word; the client may still speak.
        Assert.Equal("hello from upstreamgoodbye", await client.ReadToEndAsync());
        await client.SendAsync("and more");
        client.HalfClose();
        await Readiness.UntilAsync(
            () => upstream.Requests[0].Connection.Reader.Seen.EndsWith("and more", StringComparison.Ordinal),
            Patience,
            () => upstream.Requests[0].Connection.Reader.Seen
        );
    }

    private static async Task<WebApplication> StartEchoAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(EchoAsync);
        await app.StartAsync();
        return app;
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync("echo");
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseAsync(
                    WebSocketCloseStatus.NormalClosure,
                    socket.CloseStatusDescription,
                    context.RequestAborted
                );
                return;
            }

            await socket.SendAsync(
                buffer.AsMemory(0, received.Count),
                received.MessageType,
                received.EndOfMessage,
                context.RequestAborted
            );
        }
    }
}
