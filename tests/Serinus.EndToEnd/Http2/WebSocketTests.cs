using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Http2;

/// <summary>WebSockets on streams of HTTP/2 (RFC 8441), to an upstream that knows them by HTTP/1.1 alone.</summary>
public class WebSocketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Messages_pass_both_ways_and_the_farewell_too(string transport)
    {
        await using var app = await StartEchoAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(app.Urls.Single()), transport);
        using var limit = new CancellationTokenSource(Patience);
        using var client = MessageTests.Client(edge.Port);
        using var first = await OpenAsync(client, edge.Port, limit.Token);
        using var second = await OpenAsync(client, edge.Port, limit.Token);

        Assert.Equal("echo", first.SubProtocol);
        foreach (var length in new[] { 1, 125, 65_536, 1_000_000 })
        {
            await EchoAsync(first, length, limit.Token);
            await EchoAsync(second, length, limit.Token);
        }

        foreach (var socket in new[] { first, second })
        {
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", limit.Token);
            Assert.Equal(("bye", WebSocketState.Closed), (socket.CloseStatusDescription, socket.State));
        }

        Assert.Equal("no socket", await client.GetStringAsync("/", limit.Token));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task An_upstream_that_cannot_prove_that_it_understood_is_not_believed(string transport)
    {
        await using var upstream = new RecordingUpstream();
        upstream.Script = request =>
            request.Target == "/refuses"
                ? request.Connection.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                : request.Connection.SendAsync(
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n"
                );
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);
        await using var client = await RawHttp2.ConnectAsync(edge.Port);

        await client.SendAsync(Connect(1, "/lies", "websocket"));
        Assert.Equal("502", await client.OutcomeAsync(1));
        var asked = upstream.Requests[0];
        Assert.Equal(
            ("GET /lies", "websocket", "upgrade", 24),
            (asked.ToString(), asked.Head["Upgrade"], asked.Head["Connection"], asked.Head["Sec-WebSocket-Key"]!.Length)
        );

        await client.SendAsync(Connect(3, "/refuses", "websocket"));
        Assert.Equal("403", await client.OutcomeAsync(3));
        await client.SendAsync(Connect(5, "/", "connect-udp"));
        Assert.Equal("501", await client.OutcomeAsync(5));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_that_resets_its_stream_ends_the_tunnel(string transport)
    {
        await using var app = await StartEchoAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(app.Urls.Single()), transport);
        using var limit = new CancellationTokenSource(Patience);
        using var client = MessageTests.Client(edge.Port);
        var socket = await OpenAsync(client, edge.Port, limit.Token);
        await EchoAsync(socket, 10, limit.Token);
        socket.Abort();

        await Readiness.UntilAsync(
            async () => await client.GetStringAsync("/open", limit.Token) == "0",
            Patience,
            () => "the upstream still holds the socket"
        );
    }

    private static byte[] Connect(int stream, string path, string protocol) =>
        RawHttp2.Frame(
            RawHttp2.Headers,
            RawHttp2.EndHeaders,
            stream,
            RawHttp2.Block(
                (":method", "CONNECT"),
                (":protocol", protocol),
                (":scheme", "http"),
                (":authority", "a.test"),
                (":path", path),
                ("sec-websocket-version", "13")
            )
        );

    private static async Task<ClientWebSocket> OpenAsync(HttpClient over, int port, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.AddSubProtocol("echo");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/chat"), over, cancellation);
        return socket;
    }

    private static async Task EchoAsync(ClientWebSocket socket, int length, CancellationToken cancellation)
    {
        var message = Encoding.UTF8.GetBytes(new string('m', length));
        var received = new byte[length];
        var sending = socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        for (var at = 0; at < length; )
            at += (await socket.ReceiveAsync(received.AsMemory(at), cancellation)).Count;
        await sending;
        Assert.True(received.AsSpan().SequenceEqual(message));
    }

    private static async Task<WebApplication> StartEchoAsync()
    {
        var open = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                await context.Response.WriteAsync(context.Request.Path == "/open" ? $"{open}" : "no socket");
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync("echo");
            Interlocked.Increment(ref open);
            try
            {
                var buffer = new byte[65_536];
                while (true)
                {
                    var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
                    if (received.MessageType == WebSocketMessageType.Close)
                        break;
                    await socket.SendAsync(
                        buffer.AsMemory(0, received.Count),
                        received.MessageType,
                        received.EndOfMessage,
                        context.RequestAborted
                    );
                }

                await socket.CloseAsync(
                    socket.CloseStatus!.Value,
                    socket.CloseStatusDescription,
                    CancellationToken.None
                );
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        });
        await app.StartAsync();
        return app;
    }
}
