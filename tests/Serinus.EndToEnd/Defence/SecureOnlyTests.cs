using Serinus.Testbed;

namespace Serinus.EndToEnd.Defence;

/// <summary>How clients are brought to https, and kept there.</summary>
public class SecureOnlyTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Hsts_is_said_over_tls_alone(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await TlsEdge.StartAsync(
            transport,
            $$"""
            routes:
              - name: app
                filters: [ { hsts: { maxAge: 1d, includeSubdomains: true } } ]
                backends: [ { service: app } ]
            services:
              - { name: app, endpoints: ["{{upstream.Url}}"] }
            """
        );

        await using var tls = await edge.ConnectAsync();
        Assert.Contains(
            "\r\nStrict-Transport-Security: max-age=86400; includeSubDomains\r\n",
            await TlsEdge.AskAsync(tls),
            StringComparison.OrdinalIgnoreCase
        );

        // RFC 6797 §7.2: never over a transport that is not secure.
        var plain = await RawClient.ExchangeAsync(edge.Process.Port, TlsEdge.Request);
        Assert.Equal(200, plain.Status);
        Assert.False(plain.Head.Has("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("redirect: { scheme: https, status: 301 }", "https://a.test/x/y?q=1")]
    [InlineData("redirect: { scheme: https, port: 8443, status: 301 }", "https://a.test:8443/x/y?q=1")]
    [InlineData("redirect: { scheme: https, host: b.test, status: 301 }", "https://b.test/x/y?q=1")]
    [InlineData("redirect: { scheme: https, path: { full: /new }, status: 301 }", "https://a.test/new?q=1")]
    [InlineData("redirect: { scheme: https, path: { prefix: /z }, status: 301 }", "https://a.test/z/y?q=1")]
    [InlineData(
        """redirect: { regex: "^http://([^/]+)/x/(.*)", replacement: "https://www.$1/$2", status: 301 }""",
        "https://www.a.test/y?q=1"
    )]
    public async Task A_plain_request_is_redirected_as_the_filter_says(string filter, string location)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            $$"""
            routes:
              - { name: app, path: { prefix: /x }, filters: [ { {{filter}} } ], backends: [ { service: app } ] }
            services:
              - { name: app, endpoints: ["{{upstream.Url}}"] }
            """
        );

        var response = await RawClient.ExchangeAsync(edge.Port, "GET /x/y?q=1 HTTP/1.1\r\nHost: a.test\r\n\r\n");

        Assert.Equal((301, location), (response.Status, response.Head["Location"]));
        Assert.Empty(upstream.Requests);
    }
}
