using Serinus.Providers.Files;
using Serinus.Routing.Config;

namespace Serinus.Tests.Providers.Files;

public sealed class AuthorityFilesTests : IDisposable
{
    private const string Config = """
        listeners:
          - name: web
            address: ":8443"
            tls:
              clientCertificates: optional
              clientAuthorityFile: clients.pem
              hosts: [{ hosts: [admin.example.com], clientCertificates: require, clientAuthorityFile: admins.pem }]
        services:
          - { name: s, endpoints: ["https://127.0.0.1:9001"], tls: { authorityFile: upstreams.pem } }
          - { name: plain, endpoints: ["http://127.0.0.1:9002"] }
        """;

    private readonly CertificateFolder folder = new();
    private readonly string clients = CertificateFolder.Pair(["clients"]).Chain;
    private readonly string admins = CertificateFolder.Pair(["admins"]).Chain;
    private readonly string upstreams = CertificateFolder.Pair(["upstreams"]).Chain;

    public AuthorityFilesTests()
    {
        folder.Write("serinus.yaml", Config);
        folder.Write("clients.pem", clients);
        folder.Write("admins.pem", admins);
        folder.Write("upstreams.pem", upstreams);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_authority_gets_the_text_of_its_file()
    {
        var fragment = new FileProvider(folder.Config).Load();
        Assert.Empty(fragment.Problems);
        var tls = Assert.Single(fragment.Listeners).Tls!;
        Assert.Equal(clients, tls.ClientAuthority);
        Assert.Equal(admins, Assert.Single(tls.Hosts).ClientAuthority);
        Assert.Equal([upstreams, null], fragment.Services.Select(s => s.Tls.Authority));
    }

    [Theory]
    [InlineData("clients.pem", "listener web", "tls.clientAuthorityFile")]
    [InlineData("admins.pem", "listener web", "tls.hosts[0].clientAuthorityFile")]
    [InlineData("upstreams.pem", "service s", "tls.authorityFile")]
    public void An_authority_that_cannot_be_read_keeps_its_object_from_being_served(
        string file,
        string who,
        string field
    )
    {
        folder.Write(file, "nothing");
        var fragment = new FileProvider(folder.Config).Load();
        var problem = Assert.Single(fragment.Problems);
        Assert.Equal(
            $"error {who} {field}: {file} holds no certificate; put the certificates of the authorities there, in PEM",
            $"{problem.Severity.ToString().ToLowerInvariant()} {problem.Object} {problem.Field}: {problem.Message}; {problem.Cure}"
        );
        Assert.Equal([who], fragment.Unreadable.Select(id => id.ToString()));
    }

    [Fact]
    public void A_private_key_among_authorities_is_refused()
    {
        var (chain, key) = CertificateFolder.Pair(["ca"]);
        folder.Write("clients.pem", chain + key);
        Assert.Contains(
            "clients.pem holds a private key; take it out",
            Assert.Single(new FileProvider(folder.Config).Load().Problems).ToString()
        );
    }

    [Fact]
    public void Authorities_as_text_are_checked_and_stand_alone()
    {
        folder.Write(
            "serinus.yaml",
            """
            services:
              - { name: bad, endpoints: [], tls: { authority: nothing } }
              - { name: both, endpoints: [], tls: { authority: nothing, authorityFile: upstreams.pem } }
            """
        );
        var fragment = new FileProvider(folder.Config).Load();
        Assert.Equal(
            [
                "tls.authority: holds no certificate",
                "tls.authorityFile: the authorities are given as a file and as text",
            ],
            fragment.Problems.Select(p => $"{p.Field}: {p.Message}")
        );
    }
}
