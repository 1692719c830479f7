using Serinus.Testbed;

namespace Serinus.EndToEnd.Upstreams;

/// <summary>Connections to endpoints that are spoken to in HTTP/2: how many there are, and when they are closed.</summary>
public class Http2PoolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Ten_thousand_hosts_share_one_connection()
    {
        using var authority = new TestAuthority();
        using var certificate = TestAuthority.Load(authority.Issue("app.internal"));
        await using var plain = await SocketServer.StartAsync();
        await using var secure = await SocketServer.StartAsync(certificate);
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes:
              - { name: plain, path: { exact: /plain }, backends: [ { service: plain } ] }
              - { name: secure, backends: [ { service: secure } ] }
            services:
              - { name: plain, endpoints: ["{{plain.Url}}"] }
              - name: secure
                endpoints: ["{{secure.Url}}"]
                protocol: h2
                tls: { authority: "{{authority.Pem.Replace(
                "\n",
                "\\n",
                StringComparison.Ordinal
            )}}", serverName: app.internal }
            """
        );

        await Parallel.ForAsync(
            0,
            8,
            async (group, _) =>
            {
                await using var client = await RawClient.ConnectAsync(edge.Port);
                for (var i = 0; i < 1250; i++)
                {
                    var host = $"host-{group}-{i}.test";
                    await client.SendAsync($"GET /host HTTP/1.1\r\nHost: {host}\r\n\r\n");
                    Assert.Equal($"https {host}", (await client.ReadResponseAsync()).Text);
                    if (i % 10 != 0)
                        continue;
                    await client.SendAsync($"GET /plain HTTP/1.1\r\nHost: {host}\r\n\r\n");
                    Assert.Equal($"http {host}", (await client.ReadResponseAsync()).Text);
                }
            }
        );

        Assert.Equal((1, 1), (plain.Opened, secure.Opened));
        Assert.Equal(["app.internal"], secure.Names);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Connections_to_an_endpoint_that_is_removed_close_after_its_last_response(string transport)
    {
        await using var removed = await SocketServer.StartAsync();
        await using var kept = await SocketServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Forever(removed.Url), transport);
        await using var client = await RawClient.ConnectAsync(edge.Port);
        await client.SendAsync("GET /wait HTTP/1.1\r\nHost: a.test\r\n\r\n");
        await client.ReadHeadAsync();

        await edge.ReloadAsync(Forever(kept.Url));
        Assert.Equal("http a.test", (await HostAsync(edge)).Text);
        Assert.Equal((1, 1), (removed.Open, kept.Open));

        removed.Gate.SetResult();
        await Readiness.UntilAsync(() => removed.Open == 0, Patience, () => "a connection to what is gone stays open");
        Assert.Contains("last", client.Reader.Seen + await TextAsync(client), StringComparison.Ordinal);
        Assert.Equal((1, 1), (removed.Opened, kept.Opened));
    }

    [Fact]
    public async Task Connections_of_a_service_that_is_removed_close_though_they_were_to_stay()
    {
        await using var server = await SocketServer.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(Forever(server.Url));
        Assert.Equal(200, (await HostAsync(edge)).Status);
        Assert.Equal(1, server.Open);

        await edge.ReloadAsync("routes: []\nservices: []\n");

        await Readiness.UntilAsync(() => server.Open == 0, Patience, () => "a connection to what is gone stays open");
    }

    private static string Forever(string url) =>
        $$"""
            routes: [ { name: app, backends: [ { service: app } ] } ]
            services: [ { name: app, endpoints: ["{{url}}"], pool: { idleTime: 0s } } ]
            """;

    private static Task<RawResponse> HostAsync(SerinusProcess edge) =>
        RawClient.ExchangeAsync(edge.Port, "GET /host HTTP/1.1\r\nHost: a.test\r\n\r\n");

    private static async Task<string> TextAsync(RawClient client)
    {
        client.HalfClose();
        return await client.ReadToEndAsync();
    }
}
