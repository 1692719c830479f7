using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Serinus.EndToEnd.Http2;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Upstreams;

/// <summary>WebSockets to endpoints that are spoken to in HTTP/2 (RFC 8441), for clients of either version.</summary>
public class Http2SocketTests
{
    private const string Key = "dGhlIHNhbXBsZSBub25jZQ==";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Messages_pass_both_ways_whatever_the_versions(string transport)
    {
        using var authority = new TestAuthority();
        using var certificate = TestAuthority.Load(authority.Issue("127.0.0.1"));
        await using var plain = await SocketServer.StartAsync();
        await using var secure = await SocketServer.StartAsync(certificate);
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes:
              - { name: plain, hosts: [127.0.0.1], backends: [ { service: plain } ] }
              - { name: secure, hosts: [localhost], backends: [ { service: secure } ] }
            services:
              - { name: plain, endpoints: ["{{plain.Url}}"] }
              - { name: secure, endpoints: ["{{secure.Url}}"], protocol: h2, tls: { verify: false } }
            """,
            transport
        );
        using var limit = new CancellationTokenSource(Patience);
        foreach (var host in new[] { "127.0.0.1", "localhost" })
        {
            foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
            {
                using var invoker = new HttpClient();
                using var socket = new ClientWebSocket();
                socket.Options.HttpVersion = version;
                socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
                socket.Options.AddSubProtocol("echo");
                socket.Options.SetRequestHeader("Cookie", "a=b");
                await socket.ConnectAsync(new Uri($"ws://{host}:{edge.Port}/chat?q=1"), invoker, limit.Token);

                Assert.Equal("echo", socket.SubProtocol);
                var scheme = host == "localhost" ? "https" : "http";
                Assert.Equal(
                    $"CONNECT HTTP/2 {scheme} {host}:{edge.Port} ?q=1 key= upgrade= a=b",
                    await ReceiveAsync(socket, limit.Token)
                );
                foreach (var length in new[] { 1, 126, 65_536, 1_000_000 })
                {
                    var message = new string('m', length);
                    var receiving = ReceiveAsync(socket, limit.Token);
                    await socket.SendAsync(
                        Encoding.UTF8.GetBytes(message),
                        WebSocketMessageType.Text,
                        true,
                        limit.Token
                    );
                    Assert.True(await receiving == message);
                }

                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", limit.Token);
                Assert.Equal(("bye", WebSocketState.Closed), (socket.CloseStatusDescription, socket.State));
            }
        }

        Assert.Equal((1, 1), (plain.Opened, secure.Opened));
        await edge.CountsAsync(4, "serinus_requests_total", "code=\"101\"");
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task The_handshake_is_answered_by_the_edge_and_what_comes_with_it_is_passed_on(string transport)
    {
        await using var server = await SocketServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(server.Url), transport);
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync(Handshake("/raw") + "bytes that come with the head.");
        var (status, head) = await client.ReadHeadAsync();
        Assert.Equal(
            (101, "websocket", "upgrade", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
            (status, head["Upgrade"], head["Connection"], head["Sec-WebSocket-Accept"])
        );

        // The server ends its direction at the full stop; the client has not ended his.
        Assert.Equal("hello 30 bytes", await client.ReadToEndAsync());
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_that_ends_his_direction_is_waited_for_a_while(string transport)
    {
        await using var server = await SocketServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(server.Url), transport);
        await using var client = await RawClient.ConnectAsync(edge.Port);

        await client.SendAsync(Handshake("/raw") + "no full stop");
        await client.ReadHeadAsync();
        client.HalfClose();
        Assert.Equal("hello ", await client.ReadToEndAsync());
        await server.Ended.Task.WaitAsync(Patience);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_client_that_goes_ends_the_stream(string transport)
    {
        await using var server = await SocketServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(server.Url), transport);
        var client = await RawClient.ConnectAsync(edge.Port);
        await client.SendAsync(Handshake("/raw"));
        await client.ReadHeadAsync();
        client.Reset();
        await client.DisposeAsync();

        await server.Ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_the_endpoint_answers_instead_is_passed_on()
    {
        await using var server = await SocketServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(server.Url));

        var refused = await RawClient.ExchangeAsync(edge.Port, Handshake("/refuse"));
        Assert.Equal((403, "not here"), (refused.Status, refused.Text));

        var keyless = Handshake("/chat").Replace(Key, "short", StringComparison.Ordinal);
        Assert.Equal(400, (await RawClient.ExchangeAsync(edge.Port, keyless)).Status);

        var other = Handshake("/chat").Replace("websocket", "other", StringComparison.Ordinal);
        Assert.Equal(502, (await RawClient.ExchangeAsync(edge.Port, other)).Status);

        await using var client = await RawHttp2.ConnectAsync(edge.Port);
        await client.SendAsync(
            RawHttp2.Frame(
                RawHttp2.Headers,
                RawHttp2.EndHeaders,
                1,
                RawHttp2.Block(
                    (":method", "CONNECT"),
                    (":protocol", "websocket"),
                    (":scheme", "http"),
                    (":authority", "a.test"),
                    (":path", "/refuse"),
                    ("sec-websocket-version", "13")
                )
            )
        );
        Assert.Equal("403", await client.OutcomeAsync(1));
    }

    [Fact]
    public async Task An_endpoint_that_opens_no_such_streams_is_not_to_blame()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = AnswerWithSettingsAsync(listener);
        await using var edge = await SerinusProcess.StartAsync(
            Configs.OneService($"h2c://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")
        );

        for (var i = 0; i < 10; i++)
            Assert.Equal(502, (await RawClient.ExchangeAsync(edge.Port, Handshake("/"))).Status);
        var services = await edge.AskAsync("/api/v1/services");
        Assert.Contains("SETTINGS_ENABLE_CONNECT_PROTOCOL", services, StringComparison.Ordinal);
        Assert.Contains(
            "\"ejections\":0",
            services.Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_endpoint_that_may_choose_is_asked_in_http1()
    {
        using var authority = new TestAuthority();
        using var certificate = TestAuthority.Load(authority.Issue("127.0.0.1"));
        await using var server = await SocketServer.StartAsync(certificate, onlyHttp2: false);
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes: [ { name: app, backends: [ { service: app } ] } ]
            services: [ { name: app, endpoints: ["{{server.Url}}"], tls: { verify: false } } ]
            """
        );
        using var limit = new CancellationTokenSource(Patience);
        for (var i = 0; i < 2; i++)
        {
            // What it chose for requests says nothing about WebSockets.
            await RawClient.ExchangeAsync(edge.Port, "GET /host HTTP/1.1\r\nHost: a\r\n\r\n");
            using var socket = new ClientWebSocket();
            socket.Options.AddSubProtocol("echo");
            await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{edge.Port}/chat"), limit.Token);
            Assert.StartsWith("GET HTTP/1.1", await ReceiveAsync(socket, limit.Token), StringComparison.Ordinal);
        }
    }

    private static string Handshake(string path) =>
        $"GET {path} HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Key}\r\n\r\n";

    private static async Task<string> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        using var all = new MemoryStream();
        var buffer = new byte[65_536];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), cancellation);
            all.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
                return Encoding.UTF8.GetString(all.ToArray());
        }
    }

    /// <summary>One connection of HTTP/2 whose settings allow nothing out of the ordinary.</summary>
    private static async Task AnswerWithSettingsAsync(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        var stream = connection.GetStream();
        await stream.WriteAsync(RawHttp2.Frame(RawHttp2.Settings, 0, 0));
        await stream.WriteAsync(RawHttp2.Frame(RawHttp2.Settings, RawHttp2.End, 0));
        try
        {
            await stream.CopyToAsync(Stream.Null);
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
    }
}
