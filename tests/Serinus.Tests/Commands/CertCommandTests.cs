using System.Security.Cryptography.X509Certificates;
using Serinus.Commands;
using Serinus.Hosting;
using Serinus.Providers.Files;

namespace Serinus.Tests.Commands;

public sealed class CertCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("serinus-cert-").FullName;
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_is_printed_is_a_configuration_with_the_certificate()
    {
        Assert.Equal(
            ExitCode.Ok,
            await Run("self-signed", "WWW.example.com", "*.example.com", "127.0.0.1", "--days", "7")
        );
        var config = Path.Combine(folder, "edge.yaml");
        await File.WriteAllTextAsync(config, output.ToString());

        var fragment = new FileProvider(config).Load();

        Assert.DoesNotContain(
            fragment.Problems,
            problem => !problem.Message.Contains("expires", StringComparison.Ordinal)
        );
        var certificate = Assert.Single(fragment.Certificates);
        Assert.Equal(["www.example.com", "*.example.com", "127.0.0.1"], certificate.Hosts);
        Assert.Equal(certificate.Name, Assert.Single(fragment.Listeners).Tls!.DefaultCertificate);
        using var read = X509Certificate2.CreateFromPem(certificate.Chain);
        Assert.Equal(7, (read.NotAfter - read.NotBefore).Days);
    }

    [Fact]
    public async Task The_key_is_for_its_owner_alone()
    {
        await Run("self-signed", "localhost");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(Path.Combine(folder, "localhost.key"))
            );
    }

    [Fact]
    public async Task Files_that_are_there_stay_unless_forced()
    {
        await Run("self-signed", "localhost");
        var before = await File.ReadAllTextAsync(Path.Combine(folder, "localhost.pem"));
        Assert.Equal(ExitCode.CannotStart, await Run("self-signed", "localhost"));
        Assert.Contains("is there already; remove it, or replace it with --force", error.ToString());
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(folder, "localhost.pem")));
        Assert.Equal(ExitCode.Ok, await Run("self-signed", "localhost", "--force"));
        Assert.NotEqual(before, await File.ReadAllTextAsync(Path.Combine(folder, "localhost.pem")));
    }

    [Theory]
    [InlineData("a/b", "30", "a/b is no host")]
    [InlineData("../x", "30", "../x is no host")]
    [InlineData("localhost", "0", "--days 0 is not between 1 and 825")]
    public async Task What_cannot_be_made_is_refused_with_its_reason(string host, string days, string message)
    {
        Assert.Equal(ExitCode.Usage, await Run("self-signed", host, "--days", days));
        Assert.Contains(message, error.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    private Task<int> Run(params string[] arguments) =>
        CommandLine.RunAsync(["cert", .. arguments, "--out", folder], output, error);
}
