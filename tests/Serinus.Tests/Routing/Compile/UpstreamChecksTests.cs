using Serinus.Routing.Config;
using Serinus.Testbed;

namespace Serinus.Tests.Routing.Compile;

/// <summary>What does not fit together towards endpoints is told, where it stands and with a cure.</summary>
public sealed class UpstreamChecksTests
{
    [Theory]
    [InlineData(
        "https://127.0.0.1",
        "protocol: h2c",
        "protocol",
        "h2c is HTTP/2 without TLS",
        "set protocol to h2, or leave it out"
    )]
    [InlineData(
        "http://127.0.0.1",
        "protocol: h2",
        "protocol",
        "h2 is HTTP/2 over TLS",
        "set protocol to h2c, or begin the endpoint with https://"
    )]
    [InlineData(
        "h2c://127.0.0.1",
        "protocol: http1",
        "protocol",
        "speaks HTTP/2",
        "begin the endpoint with http://, or leave protocol out"
    )]
    [InlineData(
        "h2c://127.0.0.1",
        "proxyProtocol: v1",
        "proxyProtocol",
        "carries the requests of many clients",
        "leave proxyProtocol out, or set protocol to http1"
    )]
    [InlineData(
        "http://127.0.0.1",
        "tls: { verify: false }",
        "tls",
        "no endpoint begins with https://",
        "begin endpoints with https://"
    )]
    [InlineData(
        "https://127.0.0.1",
        "tls: { serverName: 'https://a.test' }",
        "tls.serverName",
        "\"https://a.test\" is no name",
        "write the host name alone, without scheme and port"
    )]
    [InlineData(
        "https://127.0.0.1",
        "tls: { certificate: gone }",
        "tls.certificate",
        "gone",
        "add the certificate, or correct the name"
    )]
    public void What_cannot_be_spoken_to_an_endpoint_is_told(
        string endpoint,
        string setting,
        string field,
        string message,
        string cure
    ) => Written.Tells(Yaml(endpoint, setting), field, setting, message, cure);

    [Fact]
    public void An_authority_that_verifies_nothing_is_told()
    {
        using var authority = new TestAuthority();
        var setting = $"tls: {{ verify: false, authority: {Written.Quoted(authority.Pem)} }}";

        Written.Tells(
            Yaml("https://127.0.0.1", setting),
            "tls.verify",
            "verify: false",
            "the authority's certificates are not used",
            "set verify to true"
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("no PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void An_authority_without_certificates_would_trust_nobody(string text)
    {
        var problem = Only(new UpstreamTlsConfig { Authority = text }, UpstreamProtocol.Auto);

        Assert.Equal("tls.authority", problem.Field);
        Assert.Equal("give one certificate or more in PEM", problem.Cure);
    }

    [Fact]
    public void A_protocol_that_no_word_means_is_told() =>
        Assert.Equal("protocol", Only(new UpstreamTlsConfig(), (UpstreamProtocol)99).Field);

    [Fact]
    public void Grpc_of_browsers_needs_http2_behind_the_edge() =>
        Written.Tells(
            Yaml("http://127.0.0.1", "").Replace("backends:", "grpcWeb: true, backends:", StringComparison.Ordinal),
            "grpcWeb",
            "grpcWeb",
            "speaks HTTP/1.1",
            "begin the endpoint with h2c:// or https://"
        );

    [Theory]
    [InlineData("https://127.0.0.1", "protocol: h2")]
    [InlineData("https://127.0.0.1", "tls: { serverName: a.test }")]
    [InlineData("h2c://127.0.0.1", "protocol: h2c")]
    [InlineData("http://127.0.0.1", "proxyProtocol: v2")]
    public void What_fits_together_is_not_told(string endpoint, string setting) =>
        Assert.Empty(Written.Problems(Yaml(endpoint, setting)));

    private static Problem Only(UpstreamTlsConfig tls, UpstreamProtocol protocol)
    {
        var service = Given.Service("app", "https://127.0.0.1") with { Tls = tls, Protocol = protocol };
        var fragment = Given.Fragment(Given.Route("web")) with { Services = [service] };
        return Assert.Single(Given.Compiled(fragment).Errors(), problem => problem.Object.Kind == ObjectId.Service);
    }

    private static string Yaml(string endpoint, string setting) =>
        $$"""
            listeners: [{ name: web, address: ":8000" }]
            routes:
              - { name: web, backends: [{ service: app }] }
            services:
              - name: app
                endpoints: ["{{endpoint}}"]
                {{setting}}
            """;
}
