using Serinus.Testbed;

namespace Serinus.Tests.Routing.Compile;

/// <summary>What is wrong with TLS of a listener is told where it stands and with a cure.</summary>
public sealed class ListenerTlsProblemsTests : IDisposable
{
    private const string Vouch = "name a file with the certificates of that authority, in PEM";
    private const string Host = "write a name such as a.example.com or *.example.com";

    private readonly TemporaryFolder folder = new();
    private readonly TestAuthority authority = new();

    public void Dispose()
    {
        folder.Dispose();
        authority.Dispose();
    }

    [Theory]
    [InlineData(
        "cipherSuites: [TLS_AES_128_GCM_SHA265]",
        "tls.cipherSuites[0]",
        "is no cipher suite",
        "did you mean TLS_AES_128_GCM_SHA256?"
    )]
    [InlineData(
        "cipherSuites: [fast]",
        "tls.cipherSuites[0]",
        "\"fast\" is no cipher suite",
        "write its IANA name, such as TLS_AES_128_GCM_SHA256"
    )]
    [InlineData("clientCertificates: require", "tls.clientAuthorityFile", "nobody is named who may vouch", Vouch)]
    [InlineData("clientCertificates: optional", "tls.clientAuthorityFile", "nobody is named who may vouch", Vouch)]
    [InlineData(
        "hosts: [{ hosts: [a.test], clientCertificates: require }]",
        "tls.hosts[0].clientAuthorityFile",
        "nobody is named who may vouch",
        Vouch
    )]
    [InlineData(
        "hosts: [{ hosts: [] }]",
        "tls.hosts[0].hosts",
        "there is no host",
        "name the hosts these rules hold for"
    )]
    [InlineData("hosts: [{ hosts: ['a b'] }]", "tls.hosts[0].hosts[0]", "\"a b\" is no host", Host)]
    [InlineData(
        "hosts: [{ hosts: [a.test] }, { hosts: [A.test] }]",
        "tls.hosts[1].hosts[0]",
        "has rules already",
        "name each host once"
    )]
    [InlineData(
        "defaultCertificate: siet",
        "tls.defaultCertificate",
        "there is no certificate siet",
        "did you mean site?"
    )]
    [InlineData(
        "defaultCertificate: other-one",
        "tls.defaultCertificate",
        "there is no certificate other-one",
        "add it under certificates, or leave defaultCertificate out"
    )]
    public void What_is_wrong_is_told(string setting, string field, string message, string cure) =>
        Written.Tells(Yaml(setting), field, setting, message, cure);

    [Theory]
    [InlineData("AUTHORITY", "tls.clientAuthorityFile")]
    [InlineData("hosts: [{ hosts: [a.test], AUTHORITY }]", "tls.hosts[0].clientAuthorityFile")]
    public void An_authority_that_nobody_is_asked_for_is_told(string setting, string field)
    {
        var given = setting.Replace(
            "AUTHORITY",
            $"clientAuthority: {Written.Quoted(authority.Pem)}",
            StringComparison.Ordinal
        );

        Written.Tells(
            Yaml(given),
            field,
            "clientAuthority",
            "no client is asked for a certificate",
            "set clientCertificates to require or optional, or remove the authority"
        );
    }

    [Fact]
    public void Without_any_certificate_every_client_is_refused() =>
        Written.Tells(
            Yaml("minimumVersion: tls13").Split("certificates:")[0],
            "tls",
            "minimumVersion",
            "there is no certificate yet",
            "add one under certificates, or make one to try out: serinus cert self-signed localhost"
        );

    private string Yaml(string setting)
    {
        var (chain, key) = authority.Issue("a.test");
        var keyFile = folder.Write("key.pem", key);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead);
        return $$"""
            listeners:
              - { name: web, address: ":8443", tls: { {{setting}} } }
            routes:
              - { name: web, filters: [{ respond: { status: 200 } }] }
            certificates:
              - { name: site, chainFile: "{{folder.Write("chain.pem", chain)}}", keyFile: "{{keyFile}}" }
            """;
    }
}
