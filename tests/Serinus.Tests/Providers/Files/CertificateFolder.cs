using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Serinus.Tests.Providers.Files;

/// <summary>A folder with a configuration and the PEM files it names; it is gone after the test.</summary>
internal sealed class CertificateFolder : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public string Path => directory.Path;

    public string Config => At("serinus.yaml");

    public string At(string name) => directory.At(name);

    public void Write(string name, string text)
    {
        directory.Write(name, text);
        if (name.EndsWith(".key", StringComparison.Ordinal))
            Permit(name, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public void Permit(string name, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At(name), mode);
    }

    /// <summary>Writes a configuration with one certificate of the files <c>main.pem</c> and <c>main.key</c>.</summary>
    public void WriteConfig(string more = "") =>
        Write("serinus.yaml", $"certificates:\n  - {{ name: main, chainFile: main.pem, keyFile: main.key{more} }}\n");

    public void WritePair((string Chain, string Key) pair, string name = "main")
    {
        Write($"{name}.key", pair.Key);
        Write($"{name}.pem", pair.Chain);
    }

    public void Dispose() => directory.Dispose();

    /// <summary>A self-signed pair for some hosts, valid from a time on.</summary>
    public static (string Chain, string Key) Pair(
        IEnumerable<string> hosts,
        DateTimeOffset? begins = null,
        int days = 90
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (System.Net.IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        var from = begins ?? DateTimeOffset.UtcNow.AddDays(-1);
        using var certificate = request.CreateSelfSigned(from, from.AddDays(days));
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
