using System.Net;
using System.Net.Security;
using System.Text;
using Serinus.Proxy.Transport;
using Serinus.Routing.Config;
using Serinus.Tests.Proxy.Tls;

namespace Serinus.Tests.Proxy.Http2;

/// <summary>HTTP/2 that client and edge agree on within TLS (RFC 9113 §3.2), on both transports.</summary>
public class OverTlsTests
{
    public static TheoryData<TransportKind> Sides => ListenerTlsTests.Sides;

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_client_that_offers_h2_is_served_by_it(TransportKind side)
    {
        await using var site = new TlsSite(side);
        Assert.Empty(site.Publish(new ListenerTlsConfig(), site.Certificate("a", "a.test")));
        using var client = Client(site);

        for (var i = 0; i < 20; i++)
        {
            using var response = await client.GetAsync("https://a.test/");
            Assert.Equal((HttpVersion.Version20, HttpStatusCode.OK), (response.Version, response.StatusCode));
            Assert.Equal("hello", await response.Content.ReadAsStringAsync());
        }

        var many = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.GetStringAsync("https://a.test/")));
        Assert.All(many, body => Assert.Equal("hello", body));
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task Prior_knowledge_is_for_listeners_without_TLS(TransportKind side)
    {
        await using var site = new TlsSite(side);
        Assert.Empty(site.Publish(new ListenerTlsConfig(), site.Certificate("a", "a.test")));
        await using var client = await site.ConnectAsync("a.test");

        await client.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());

        var buffer = new byte[1024];
        var count = await client.ReadAsync(buffer);
        Assert.StartsWith("HTTP/1.1 ", Encoding.ASCII.GetString(buffer, 0, count), StringComparison.Ordinal);
    }

    private static HttpClient Client(TlsSite site) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, _) =>
                    await site.ConnectAsync(
                        "a.test",
                        options => options.ApplicationProtocols = [SslApplicationProtocol.Http2]
                    ),
            }
        )
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
}
