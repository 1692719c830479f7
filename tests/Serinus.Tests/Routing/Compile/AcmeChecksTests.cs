using Serinus.Routing.Config;

namespace Serinus.Tests.Routing.Compile;

/// <summary>What no certificate can come of is told, where it stands and with a cure.</summary>
public sealed class AcmeChecksTests
{
    private const string Good = "https://ca.test/directory";
    private const string Directory =
        "write the URL of the authority's directory, such as https://acme-v02.api.letsencrypt.org/directory";
    private const string Host = "write a name such as www.example.com";

    [Theory]
    [InlineData("directory: 'http://ca.test/directory'", "acme.directory", "is no https URL", Directory)]
    [InlineData("directory: letsencrypt", "acme.directory", "\"letsencrypt\" is no https URL", Directory)]
    [InlineData(
        "acceptTerms: false",
        "acme.acceptTerms",
        "terms of service are not agreed to",
        "read them, and write acceptTerms: true"
    )]
    [InlineData("hosts: []", "acme.hosts", "there are 0 hosts", "name 1 to 1000")]
    [InlineData(
        "hosts: [a.test, '*.a.test']",
        "acme.hosts[1]",
        "is a wildcard",
        "name each host, or get the certificate elsewhere and name its files"
    )]
    [InlineData("hosts: [10.0.0.1]", "acme.hosts[0]", "\"10.0.0.1\" is no name of a host", Host)]
    [InlineData("hosts: ['a.test:443']", "acme.hosts[0]", "\"a.test:443\" is no name of a host", Host)]
    [InlineData("hosts: ['']", "acme.hosts[0]", "\"\" is no name of a host", Host)]
    [InlineData("hosts: [a_b/c]", "acme.hosts[0]", "is no name of a host", Host)]
    public void What_no_certificate_can_come_of_is_told(string setting, string field, string message, string cure) =>
        Written.Tells(Yaml(setting, "/var/lib/serinus"), field, setting, message, cure);

    [Fact]
    public void What_is_kept_is_kept_at_one_place() =>
        Written.Tells(
            Yaml("", "state"),
            "stateFolder",
            "stateFolder: state",
            "\"state\" does not begin at the root",
            "write the whole path, such as /var/lib/serinus"
        );

    [Fact]
    public void There_is_an_end_to_what_is_asked_for()
    {
        var acme = new AcmeConfig
        {
            Directory = Good,
            AcceptTerms = true,
            Hosts = [.. Enumerable.Range(0, 1001).Select(number => $"h{number}.test")],
        };
        var fragment = Given.Fragment(Given.Route("web")) with { Edge = new EdgeConfig { Acme = acme } };

        var problem = Assert.Single(Given.Compiled(fragment).Problems);
        Assert.Equal((Severity.Warning, "acme.hosts"), (problem.Severity, problem.Field));
    }

    /// <summary>Settings that are good but for one.</summary>
    private static string Yaml(string setting, string stateFolder)
    {
        string[] good = [$"directory: '{Good}'", "acceptTerms: true", "hosts: [a.test]"];
        var key = setting.Split(':')[0];
        var lines = good.Where(line => key.Length == 0 || !line.StartsWith(key, StringComparison.Ordinal))
            .Append(setting)
            .Where(line => line.Length > 0);
        return $$"""
            listeners: [{ name: web, address: ":8000" }]
            routes:
              - { name: web, filters: [{ respond: { status: 200 } }] }
            stateFolder: {{stateFolder}}
            acme:
              {{string.Join("\n  ", lines)}}
            """;
    }
}
