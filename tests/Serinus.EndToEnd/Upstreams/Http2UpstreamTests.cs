using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Serinus.EndToEnd.Grpc;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Upstreams;

/// <summary>HTTP/2 towards endpoints, seen by clients that speak HTTP/1.1.</summary>
public class Http2UpstreamTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Requests_go_to_an_endpoint_without_tls_in_http2(string transport)
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(server.Url), transport);

        Assert.Equal("HTTP/2", (await GetAsync(edge, "/version")).Text);
        Assert.Equal("http shop.example.com http shop.example.com 1.1 serinus", (await GetAsync(edge, "/seen")).Text);
        Assert.Equal(204, (await GetAsync(edge, "/empty")).Status);
        Assert.Equal(404, (await GetAsync(edge, "/missing")).Status);
        Assert.Equal(3_000_000, (await GetAsync(edge, "/large")).Body.Length);
        Assert.Empty((await RawClient.ExchangeAsync(edge.Port, "HEAD /version HTTP/1.1\r\nHost: a\r\n\r\n")).Body);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Bodies_are_streamed_with_length_and_without(string transport)
    {
        await using var server = await EchoServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(server.Url), transport);

        var small = await RawClient.ExchangeAsync(
            edge.Port,
            "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello"
        );
        Assert.Equal("5 5", small.Text);

        var large = new string('x', 2_000_000);
        var whole = await RawClient.ExchangeAsync(
            edge.Port,
            $"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: {large.Length}\r\n\r\n{large}"
        );
        Assert.Equal("2000000 2000000", whole.Text);

        var size = large.Length.ToString("x", CultureInfo.InvariantCulture);
        var chunked = await RawClient.ExchangeAsync(
            edge.Port,
            $"POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n{large}\r\n0\r\n\r\n"
        );
        Assert.Equal("2000000 ", chunked.Text);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task The_endpoint_chooses_the_version_by_alpn(string transport)
    {
        using var authority = new TestAuthority();
        using var certificate = TestAuthority.Load(authority.Issue("127.0.0.1"));
        await using var both = await EchoServer.StartAsync(certificate, HttpProtocols.Http1AndHttp2);
        await using var old = await EchoServer.StartAsync(certificate, HttpProtocols.Http1);
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes:
              - { name: both, hosts: [both], backends: [ { service: both } ] }
              - { name: old, hosts: [old], backends: [ { service: old } ] }
              - { name: forced, hosts: [forced], backends: [ { service: forced } ] }
            services:
              - { name: both, endpoints: ["{{both.Url}}"], tls: { authority: "{{Escaped(authority)}}" } }
              - { name: old, endpoints: ["{{old.Url}}"], tls: { authority: "{{Escaped(authority)}}" } }
              - { name: forced, endpoints: ["{{both.Url}}"], protocol: http1, tls: { authority: "{{Escaped(
                authority
            )}}" } }
            """,
            transport
        );

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("HTTP/2", (await GetAsync(edge, "/version", "both")).Text);
            Assert.Equal("HTTP/1.1", (await GetAsync(edge, "/version", "old")).Text);
            Assert.Equal("HTTP/1.1", (await GetAsync(edge, "/version", "forced")).Text);
        }

        Assert.StartsWith("https both", (await GetAsync(edge, "/seen", "both")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_is_a_bad_gateway()
    {
        await using var edge = await SerinusProcess.StartAsync(
            Configs.OneService($"h2c://127.0.0.1:{FreePort.Next()}")
        );

        Assert.Equal(502, (await GetAsync(edge, "/")).Status);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("h2c")]
    public async Task An_endpoint_that_does_not_take_a_connection_in_time_is_told_apart_from_one_that_refuses(
        string scheme
    )
    {
        // Nobody accepts, and what fits into the backlog is there already: the kernel leaves further connections unanswered.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var crowd = Enumerable
            .Range(0, 4)
            .Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
            .ToArray();
        foreach (var one in crowd)
            _ = one.ConnectAsync(full.LocalEndPoint!);
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes: [ { name: app, timeouts: { connect: 300ms }, backends: [ { service: app } ] } ]
            services: [ { name: app, endpoints: ["{{scheme}}://{{full.LocalEndPoint}}"] } ]
            """
        );

        Assert.Equal(504, (await GetAsync(edge, "/")).Status);
        foreach (var one in crowd)
            one.Dispose();
    }

    private static string Escaped(TestAuthority authority) =>
        authority.Pem.Replace("\n", "\\n", StringComparison.Ordinal);

    private static Task<RawResponse> GetAsync(SerinusProcess edge, string path, string host = "shop.example.com") =>
        RawClient.ExchangeAsync(edge.Port, $"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
}
