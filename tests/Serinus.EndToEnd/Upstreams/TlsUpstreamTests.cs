using Serinus.Testbed;

namespace Serinus.EndToEnd.Upstreams;

/// <summary>TLS towards a real nginx, good and bad.</summary>
public class TlsUpstreamTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_good_endpoint_is_reached_again_and_again(string transport)
    {
        using var authority = new TestAuthority();
        var port = FreePort.Next();
        await using var site = await SiteAsync(port, authority.Issue("127.0.0.1", "site.test"));
        await using var edge = await SerinusProcess.StartAsync(
            Config(port, $"authority: {Quoted(authority)}"),
            transport
        );

        await using var client = await RawClient.ConnectAsync(edge.Port);
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            var answer = await client.ReadResponseAsync();
            Assert.Equal((200, "shop.test https"), (answer.Status, answer.Text));
        }

        // Connections are kept: nginx numbers them.
        var numbers = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync("GET /connection HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            numbers.Add((await client.ReadResponseAsync()).Text);
        }

        Assert.Single(numbers);
    }

    [Theory]
    [InlineData("expired", "expired on")]
    [InlineData("name", "a certificate for other.test, not 127.0.0.1")]
    [InlineData("authority", "nobody trusted vouches for")]
    public async Task An_endpoint_that_cannot_prove_who_it_is_gets_no_request(string fault, string reason)
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority("other authority");
        var port = FreePort.Next();
        var certificate = fault switch
        {
            "expired" => authority.Issue(DateTimeOffset.UtcNow.AddDays(-1), "127.0.0.1"),
            "name" => authority.Issue("other.test"),
            _ => other.Issue("127.0.0.1"),
        };
        await using var site = await SiteAsync(port, certificate);
        await using var edge = await SerinusProcess.StartAsync(Config(port, $"authority: {Quoted(authority)}"));

        Assert.Equal(502, (await GetAsync(edge, "/")).Status);
        Assert.Contains(reason, await edge.AskAsync("/api/v1/services"), StringComparison.Ordinal);

        await edge.ReloadAsync(Config(port, "verify: false"));
        Assert.Equal(200, (await GetAsync(edge, "/")).Status);
    }

    [Fact]
    public async Task The_name_to_verify_can_be_given()
    {
        using var authority = new TestAuthority();
        var port = FreePort.Next();
        await using var site = await SiteAsync(port, authority.Issue("site.test"));
        await using var edge = await SerinusProcess.StartAsync(
            Config(port, $"authority: {Quoted(authority)}, serverName: site.test")
        );

        Assert.Equal(200, (await GetAsync(edge, "/")).Status);
        Assert.Equal("site.test", (await GetAsync(edge, "/sni")).Text);
    }

    [Fact]
    public async Task Health_checks_go_by_the_same_rules()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority("other authority");
        var port = FreePort.Next();
        await using var site = await SiteAsync(port, other.Issue("127.0.0.1"));
        await using var edge = await SerinusProcess.StartAsync(
            Config(
                port,
                $"authority: {Quoted(authority)}",
                "health: { path: /, interval: 50ms, unhealthyThreshold: 1 }"
            )
        );
        await Readiness.UntilAsync(
            async () => (await edge.AskAsync("/api/v1/services")).Contains("nobody trusted", StringComparison.Ordinal),
            TimeSpan.FromSeconds(10),
            () => "the check passed"
        );
        await edge.CountsAsync(0, "serinus_endpoint_healthy", "service=\"app\"");
    }

    [Fact]
    public async Task A_certificate_is_shown_to_an_endpoint_that_asks_for_one()
    {
        using var authority = new TestAuthority();
        using var clients = new TestAuthority("authority of clients");
        using var folder = new TemporaryFolder();
        var (chain, key) = clients.Issue("edge.test");
        var port = FreePort.Next();
        await using var site = await SiteAsync(port, authority.Issue("127.0.0.1"), clients.Pem);
        var config = $$"""
            certificates:
              - { name: edge, chainFile: "{{folder.Write("chain.pem", chain)}}", keyFile: "{{folder.Write(
                "key.pem",
                key
            )}}" }

            """;
        await using var edge = await SerinusProcess.StartAsync(
            config + Config(port, $"certificate: edge, authority: {Quoted(authority)}")
        );

        Assert.Equal("CN=edge.test", (await GetAsync(edge, "/client")).Text);

        await edge.ReloadAsync(config + Config(port, $"authority: {Quoted(authority)}"));
        Assert.Equal(400, (await GetAsync(edge, "/client")).Status);
    }

    private static string Config(int port, string tls, string more = "") =>
        $$"""
            routes:
              - { name: app, backends: [ { service: app } ] }
            services:
              - name: app
                endpoints: ["https://127.0.0.1:{{port}}"]
                tls: { {{tls}} }
                {{more}}
            """;

    private static string Quoted(TestAuthority authority) =>
        $"\"{authority.Pem.Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    private static Task<RawResponse> GetAsync(SerinusProcess edge, string path) =>
        RawClient.ExchangeAsync(edge.Port, $"GET {path} HTTP/1.1\r\nHost: shop.test\r\n\r\n");

    private static Task<NginxProcess> SiteAsync(
        int port,
        (string Chain, string Key) certificate,
        string? clients = null
    ) =>
        NginxProcess.StartAsync(
            port,
            $$"""
            server {
              listen 127.0.0.1:{{port}} ssl;
              ssl_certificate $folder/chain.pem;
              ssl_certificate_key $folder/key.pem;
              {{(clients is null ? "" : "ssl_verify_client on; ssl_client_certificate $folder/clients.pem;")}}
              location = /client { return 200 "$ssl_client_s_dn"; }
              location = / { return 200 "$host $scheme"; }
              location = /sni { return 200 "$ssl_server_name"; }
              location = /connection { return 200 "$connection"; }
            }
            """,
            files: new Dictionary<string, string>
            {
                ["chain.pem"] = certificate.Chain,
                ["key.pem"] = certificate.Key,
                ["clients.pem"] = clients ?? "",
            }
        );
}
