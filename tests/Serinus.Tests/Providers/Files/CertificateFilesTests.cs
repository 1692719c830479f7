using System.Security.Cryptography;
using Serinus.Providers.Files;
using Serinus.Routing.Config;
using Serinus.Tests.Control;

namespace Serinus.Tests.Providers.Files;

public sealed class CertificateFilesTests : IDisposable
{
    private readonly CertificateFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_certificate_gets_the_texts_of_its_files_and_the_hosts_it_names()
    {
        var pair = CertificateFolder.Pair(["WWW.example.com", "*.example.com", "192.0.2.1", "2001:db8::1"]);
        folder.WritePair(pair);
        folder.WriteConfig();

        var fragment = Load();

        var certificate = Assert.Single(fragment.Certificates);
        Assert.Empty(fragment.Problems);
        Assert.Equal(pair.Chain, certificate.Chain);
        Assert.Equal(pair.Key, certificate.Key);
        Assert.Equal(["www.example.com", "*.example.com", "192.0.2.1", "2001:db8::1"], certificate.Hosts);
    }

    [Fact]
    public void Toml_names_files_from_its_own_folder_on_too()
    {
        Directory.CreateDirectory(folder.At("tls"));
        folder.WritePair(CertificateFolder.Pair(["a.example.com"]), "tls/a");
        folder.Write(
            "edge.toml",
            "[[certificates]]\nname = \"a\"\nchainFile = \"tls/a.pem\"\nkeyFile = \"tls/a.key\"\n"
        );
        var fragment = new FileProvider(folder.Path).Load();
        Assert.Empty(fragment.Problems);
        Assert.Equal(["a.example.com"], Assert.Single(fragment.Certificates).Hosts);
    }

    [Fact]
    public void Hosts_that_are_given_stay_and_those_the_certificate_does_not_name_are_told()
    {
        folder.WritePair(CertificateFolder.Pair(["*.example.com"]));
        folder.WriteConfig(", hosts: [www.example.com, example.org]");
        var fragment = Load();
        Assert.Equal(["www.example.com", "example.org"], Assert.Single(fragment.Certificates).Hosts);
        Assert.Equal(
            "serinus.yaml:2:84: warning: certificate main: hosts[1]: example.org is no name of the certificate (*.example.com), and clients refuse it; take it out, or get a certificate that names it",
            OnlyProblem(fragment)
        );
    }

    [Fact]
    public void A_missing_file_is_named_with_line_field_and_cure()
    {
        folder.Write("main.key", CertificateFolder.Pair(["a"]).Key);
        folder.WriteConfig();
        Refused(
            "serinus.yaml:2:30: error: certificate main: chainFile: main.pem does not exist; check the path, and whether the directory may be searched"
        );
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        folder.Write("main.pem", CertificateFolder.Pair(["a.example.com"]).Chain);
        folder.Write("main.key", CertificateFolder.Pair(["b.example.com"]).Key);
        folder.WriteConfig();
        Refused(
            "serinus.yaml:2:49: error: certificate main: keyFile: main.key holds no key of the certificate (a.example.com): it is another's, or of a kind that is not known; give the key the certificate was made with"
        );
    }

    [Fact]
    public void A_chain_that_does_not_begin_with_the_certificate_is_refused()
    {
        var pair = CertificateFolder.Pair(["a.example.com"]);
        folder.WritePair((CertificateFolder.Pair(["ca"]).Chain + pair.Chain, pair.Key));
        folder.WriteConfig();
        Refused(
            "serinus.yaml:2:30: error: certificate main: chainFile: main.pem is in the wrong order: the key's own certificate is number 2 of it; put that first, then each before the one that vouches for it"
        );
    }

    [Fact]
    public void An_encrypted_key_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem(
            "secret",
            new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)
        );
        folder.WritePair((CertificateFolder.Pair(["a"]).Chain, encrypted));
        folder.WriteConfig();
        Refused(
            "serinus.yaml:2:49: error: certificate main: keyFile: main.key holds an encrypted key, and nobody is there to type its password; write it without: openssl pkey -in encrypted.key -out plain.key"
        );
    }

    [Fact]
    public void Files_that_were_swapped_are_refused()
    {
        var (chain, key) = CertificateFolder.Pair(["a"]);
        folder.WritePair((key, chain));
        folder.WriteConfig();
        Refused(
            "serinus.yaml:2:30: error: certificate main: chainFile: main.pem holds a private key and no certificate; put the certificate here, and the key into keyFile"
        );
    }

    [Theory]
    [InlineData("main.pem", "", "is empty; write certificate or key into it, in PEM")]
    [InlineData(
        "main.pem",
        "hello",
        "holds no certificate; put the certificate and those that vouch for it there, in PEM"
    )]
    [InlineData(
        "main.pem",
        "-----BEGIN CERTIFICATE-----\nMIIB",
        "is cut short or not in PEM; write it anew from its source"
    )]
    [InlineData(
        "main.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "has a block that is no certificate; write it anew from its source"
    )]
    [InlineData("main.key", "hello", "holds no private key; put the certificate's private key there, in PEM")]
    public void Other_contents_are_refused(string file, string content, string message)
    {
        folder.WritePair(CertificateFolder.Pair(["a"]));
        folder.Write(file, content);
        folder.WriteConfig();
        var fragment = Load();
        Assert.EndsWith($"File: {file} {message}", OnlyProblem(fragment));
        Assert.Empty(fragment.Certificates);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        folder.WritePair(CertificateFolder.Pair(["a"]));
        File.WriteAllBytes(folder.At("main.pem"), [0x30, 0x82, 0xFF, 0xFE]);
        folder.WriteConfig();
        Assert.Contains("main.pem is no text, so it is not PEM; write it in PEM; from DER:", OnlyProblem(Load()));
    }

    [Fact]
    public void A_key_everybody_may_read_is_served_and_told()
    {
        folder.WritePair(CertificateFolder.Pair(["a"]));
        folder.Permit("main.key", UnixFileMode.UserRead | UnixFileMode.OtherRead);
        folder.WriteConfig();
        var fragment = Load();
        Assert.Single(fragment.Certificates);
        Assert.EndsWith(
            "warning: certificate main: keyFile: main.key can be read by every user of this machine; chmod o-r main.key",
            OnlyProblem(fragment)
        );
    }

    [Fact]
    public void A_link_to_a_private_key_is_not_taken_for_an_open_one()
    {
        folder.WritePair(CertificateFolder.Pair(["a"]), "real");
        File.CreateSymbolicLink(folder.At("main.key"), "real.key");
        File.CreateSymbolicLink(folder.At("main.pem"), "real.pem");
        folder.WriteConfig();
        Assert.Empty(Load().Problems);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(75, "")]
    [InlineData(77, "main.pem expires on 2026-04-01 00:00 UTC; renew it")]
    [InlineData(91, "main.pem expired on 2026-04-01 00:00 UTC and is served all the same; clients refuse it; renew it")]
    [InlineData(
        -1,
        "main.pem is valid from 2026-01-01 00:00 UTC only, and clients refuse it until then; check the clock of this machine"
    )]
    public void The_clock_tells_when_a_certificate_should_be_renewed(int day, string message)
    {
        var begins = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        folder.WritePair(CertificateFolder.Pair(["a"], begins));
        folder.WriteConfig();
        var time = new FakeTime();
        time.Advance(begins.AddDays(day) - time.GetUtcNow());
        var fragment = new FileProvider(folder.Config, time).Load();
        Assert.Single(fragment.Certificates);
        Assert.Equal(
            message.Length == 0 ? [] : [$"warning certificate main chainFile: {message}"],
            fragment.Problems.Select(p =>
                $"{p.Severity.ToString().ToLowerInvariant()} {p.Object} {p.Field}: {p.Message}; {p.Cure}"
            )
        );
    }

    [Fact]
    public void Certificates_that_do_not_vouch_for_each_other_are_told()
    {
        var pair = CertificateFolder.Pair(["a"]);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=stranger",
            key,
            HashAlgorithmName.SHA256
        );
        using var stranger = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        folder.WritePair((pair.Chain + stranger.ExportCertificatePem(), pair.Key));
        folder.WriteConfig();
        var fragment = Load();
        Assert.Single(fragment.Certificates);
        Assert.Contains(
            "warning: certificate main: chainFile: main.pem is in the wrong order: certificate 2 (stranger) does not vouch for the one before it",
            OnlyProblem(fragment)
        );
    }

    [Fact]
    public void A_certificate_without_files_is_left_to_the_compiler()
    {
        folder.Write("serinus.yaml", "certificates: [{ name: main, hosts: [a] }]\n");
        var fragment = Load();
        Assert.Empty(fragment.Problems);
        Assert.Equal("", Assert.Single(fragment.Certificates).Chain);
    }

    private Fragment Load() => new FileProvider(folder.Config).Load();

    private string OnlyProblem(Fragment fragment) =>
        Assert.Single(fragment.Problems).ToString().Replace(folder.Path + "/", "", StringComparison.Ordinal);

    private void Refused(string problem)
    {
        var fragment = Load();
        Assert.Equal(problem, OnlyProblem(fragment));
        Assert.Empty(fragment.Certificates);
        Assert.Equal([new ObjectId(ObjectId.Certificate, "main")], fragment.Unreadable);
    }
}
