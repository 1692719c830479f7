using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Tests.Routing.Compile;

public sealed class TlsChecksTests
{
    private static readonly CertificateConfig certificate = new()
    {
        Name = "site",
        Hosts = ["a.test"],
        Chain = "chain",
        Key = "key",
    };

    [Fact]
    public void A_cipher_suite_with_a_typing_error_is_named_with_the_nearest()
    {
        var problem = Only(new ListenerTlsConfig { CipherSuites = ["TLS_AES_128_GCM_SHA265"] });

        Assert.Equal("tls.cipherSuites[0]", problem.Field);
        Assert.Equal("did you mean TLS_AES_128_GCM_SHA256?", problem.Cure);
    }

    [Fact]
    public void Clients_are_not_asked_for_certificates_nobody_vouches_for() =>
        Assert.Equal(
            "tls.clientAuthorityFile",
            Only(new ListenerTlsConfig { ClientCertificates = ClientCertificateMode.Require }).Field
        );

    [Theory]
    [InlineData("not a host")]
    [InlineData("*.*.test")]
    [InlineData("a.test:443")]
    [InlineData("")]
    public void Rules_are_for_hosts(string host) =>
        Assert.Equal(
            "tls.hosts[0].hosts[0]",
            Only(new ListenerTlsConfig { Hosts = [new TlsHostConfig { Hosts = [host] }] }).Field
        );

    [Fact]
    public void A_host_has_one_set_of_rules() =>
        Assert.Equal(
            "tls.hosts[1].hosts[0]",
            Only(
                new ListenerTlsConfig
                {
                    Hosts = [new TlsHostConfig { Hosts = ["a.test"] }, new TlsHostConfig { Hosts = ["A.test"] }],
                }
            ).Field
        );

    [Fact]
    public void A_default_certificate_that_is_not_there_is_named_with_the_nearest()
    {
        var problem = Only(new ListenerTlsConfig { DefaultCertificate = "siet" });

        Assert.Equal("tls.defaultCertificate", problem.Field);
        Assert.Equal("did you mean site?", problem.Cure);
    }

    [Fact]
    public void Without_any_certificate_the_listener_says_so()
    {
        var problem = Assert.Single(Problems(new ListenerTlsConfig(), []));

        Assert.Equal(Severity.Warning, problem.Severity);
        Assert.Contains("serinus cert self-signed", problem.Cure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, true, "filters[0].hsts.preload")]
    [InlineData(-1, false, "filters[0].hsts.maxAge")]
    public void Hsts_promises_what_can_be_kept(int days, bool preload, string field)
    {
        var route = new RouteConfig
        {
            Name = "r",
            Filters =
            [
                new FilterConfig
                {
                    Hsts = new HstsConfig { MaxAge = TimeSpan.FromDays(days), Preload = preload },
                },
                new FilterConfig { Respond = new RespondConfig { Status = 200 } },
            ],
        };
        var fragment = new Fragment { Provider = "test", Routes = [route] };

        var problem = Assert.Single(Compiler.Compile([fragment], null, new byte[32]).Problems);

        Assert.Equal(field, problem.Field);
    }

    private static Problem Only(ListenerTlsConfig tls) => Assert.Single(Problems(tls, [certificate]));

    private static IEnumerable<Problem> Problems(ListenerTlsConfig tls, CertificateConfig[] certificates)
    {
        var fragment = new Fragment
        {
            Provider = "test",
            Listeners =
            [
                new ListenerConfig
                {
                    Name = "web",
                    Address = "127.0.0.1:443",
                    Tls = tls,
                },
            ],
            Certificates = [.. certificates],
        };
        return Compiler.Compile([fragment], null, new byte[32]).Problems;
    }
}
