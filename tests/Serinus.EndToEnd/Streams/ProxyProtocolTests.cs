using System.Text;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Streams;

/// <summary>Who the client is, told by the load balancer in front and told on to the servers behind.</summary>
public class ProxyProtocolTests
{
    private const string Believed = "proxyProtocol: { from: [ 127.0.0.1/32 ] }";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Haproxy_in_front_tells_who_the_client_is(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await StreamEdge.StartAsync(transport, Configs.OneService(upstream.Url), Believed);
        var (one, two) = (FreePort.Next(), FreePort.Next());
        using var folder = new TemporaryFolder();
        var config = folder.Write(
            "haproxy.cfg",
            $$"""
            defaults
              mode tcp
              timeout connect 5s
              timeout client 5s
              timeout server 5s
            listen one
              bind 127.0.0.1:{{one}}
              server edge 127.0.0.1:{{edge.Port}} send-proxy
            listen two
              bind 127.0.0.1:{{two}}
              server edge 127.0.0.1:{{edge.Port}} send-proxy-v2 proxy-v2-options crc32c

            """
        );
        await using var haproxy = ChildProcess.Start("haproxy", ["-db", "-f", config]);
        await Readiness.ListensAsync(haproxy, two, Patience);

        foreach (var port in new[] { one, two })
        {
            // HAProxy itself comes from 127.0.0.1.
            var (exitCode, output) = await ChildProcess.RunAsync(
                "curl",
                ["--silent", "--show-error", "--interface", "127.0.0.2", $"http://127.0.0.1:{port}/"],
                Patience
            );
            Assert.True(exitCode == 0, output);
            Assert.Equal("127.0.0.2", upstream.Requests[^1].Head["X-Forwarded-For"]);
        }
    }

    private static readonly string[] Bad =
    [
        "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
        "PROXY UNKNOWN " + new string('x', 100) + "\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
        "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x05abcdeGET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
        "\r\n\r\n\0\r\nQUIT\n\x21\x51\0\x0cabcdabcdabcdGET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
        "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0fabcdabcdabcd\x04\0\x05GET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
    ];

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_load_balancer_without_a_good_header_is_closed_on(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await StreamEdge.StartAsync(
            transport,
            "limits: { handshakeTime: 1s }\n" + Configs.OneService(upstream.Url),
            Believed
        );
        foreach (var bytes in Bad)
        {
            await using var client = await RawClient.ConnectAsync(edge.Port);
            await client.SendAsync(bytes);
            Assert.Equal("", await client.ReadToEndAsync());
        }

        Assert.Empty(upstream.Requests);
        await edge.Process.CountsAsync(Bad.Length, "serinus_proxy_headers_refused_total");

        // Each loop tells of it once in ten seconds, and not of every connection.
        const string Complaint = "did not begin with a good PROXY header";
        await edge.Process.Child.SaysAsync(Complaint);
        var told = edge.Process.Child.Output.Split(Complaint).Length - 1;
        Assert.InRange(told, 1, Bad.Length - 1);

        var good = "PROXY TCP4 192.0.2.9 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n";
        Assert.Equal(200, (await RawClient.ExchangeAsync(edge.Port, good)).Status);
        Assert.Equal("192.0.2.9", upstream.Requests[^1].Head["X-Forwarded-For"]);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Local_keeps_the_address_of_the_socket_and_pieces_do_not_matter(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await StreamEdge.StartAsync(transport, Configs.OneService(upstream.Url), Believed);
        const string Local = "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0";

        Assert.Equal(
            200,
            (await RawClient.ExchangeAsync(edge.Port, $"{Local}GET / HTTP/1.1\r\nHost: a\r\n\r\n")).Status
        );
        Assert.Equal("127.0.0.1", upstream.Requests[^1].Head["X-Forwarded-For"]);

        await using var client = await RawClient.ConnectAsync(edge.Port);
        Assert.True(
            await client.TrySendByteByByteAsync(
                "PROXY TCP6 2001:db8::7 ::1 5 6\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
            )
        );
        Assert.Equal(200, (await client.ReadResponseAsync()).Status);
        Assert.Equal("2001:db8::7", upstream.Requests[^1].Head["X-Forwarded-For"]);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Nobody_else_is_believed(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await StreamEdge.StartAsync(
            transport,
            Configs.OneService(upstream.Url),
            "proxyProtocol: { from: [ 10.0.0.0/8 ] }"
        );

        var response = await RawClient.ExchangeAsync(
            edge.Port,
            "PROXY TCP4 10.1.2.3 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
        );

        Assert.Equal(400, response.Status);
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task The_allow_list_asks_for_the_client_the_header_tells_of(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await StreamEdge.StartAsync(
            transport,
            Configs.OneService(upstream.Url),
            Believed + ", filters: [ { allow: { from: [ 192.0.2.0/24 ] } } ]"
        );

        Assert.Equal(200, await AskAsync("192.0.2.1"));
        Assert.Equal(403, await AskAsync("198.51.100.1"));

        async Task<int> AskAsync(string client) =>
            (
                await RawClient.ExchangeAsync(
                    edge.Port,
                    $"PROXY TCP4 {client} 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
                )
            ).Status;
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Nginx_behind_is_told_who_the_client_is(string transport)
    {
        var nginxPort = FreePort.Next();
        await using var nginx = await NginxProcess.StartAsync(
            nginxPort,
            $$"""
            server {
              listen 127.0.0.1:{{nginxPort}} proxy_protocol;
              location / { return 200 "$proxy_protocol_addr to $proxy_protocol_server_port"; }
            }
            """
        );
        foreach (var version in new[] { "v1", "v2" })
        {
            var service =
                $$"""{ name: app, endpoints: [ "http://127.0.0.1:{{nginxPort}}" ], proxyProtocol: {{version}}, health: { path: /, interval: 100ms } }""";
            await using var edge = await StreamEdge.StartAsync(
                transport,
                $$"""
                routes:
                  - { name: web, listeners: [ web ], backends: [ { service: app } ] }
                streamRoutes:
                  - { name: r, listeners: [ tcp ], backends: [ { service: app } ] }
                services:
                  - {{service}}
                """,
                "protocol: tcp, " + Believed
            );

            // Requests: each connection is one client's, and is not shared.
            foreach (var client in new[] { "127.0.0.2", "127.0.0.3", "127.0.0.2" })
                Assert.Equal(
                    $"{client} to {edge.Process.Port}",
                    await CurlAsync(client, $"http://127.0.0.1:{edge.Process.Port}/")
                );

            // Bytes: what a load balancer in front says is told on.
            var told = await RawClient.ExchangeAsync(
                edge.Port,
                "PROXY TCP4 192.0.2.9 192.0.2.2 777 888\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
            );
            Assert.Equal("192.0.2.9 to 888", Encoding.ASCII.GetString(told.Body));
            await edge.Process.CountsAsync(1, "serinus_endpoint_healthy");
        }
    }

    private static async Task<string> CurlAsync(string from, string url)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            "curl",
            ["--silent", "--show-error", "--interface", from, url],
            Patience
        );
        Assert.True(exitCode == 0, output);
        return output.Trim();
    }
}
