using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Certificates;

/// <summary>A certificate comes from an authority that really looks whether the host is ours.</summary>
public sealed class AcmeTests
{
    private const string Host = "www.example.test";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("http01")]
    [InlineData("tlsAlpn01")]
    public async Task A_certificate_is_proven_given_and_served(string challenge)
    {
        using var folder = new TemporaryFolder();
        var (authority, http, tls, names) = (FreePort.Next(), FreePort.Next(), FreePort.Next(), FreePort.Next());
        await ChildProcess.RunAsync(
            Repository.Program,
            ["cert", "self-signed", "localhost", "--out", folder.Path],
            Patience
        );
        await using var resolver = ChildProcess.Start(
            "pebble-challtestsrv",
            [
                .. new[] { "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", $"127.0.0.1:{names}" },
                .. new[] { "-http01", "", "-https01", "", "-tlsalpn01", "" },
                .. new[] { "-management", $"127.0.0.1:{FreePort.Next()}" },
            ]
        );
        var settings = new
        {
            pebble = new
            {
                listenAddress = $"127.0.0.1:{authority}",
                managementListenAddress = $"127.0.0.1:{FreePort.Next()}",
                certificate = Path.Combine(folder.Path, "localhost.pem"),
                privateKey = Path.Combine(folder.Path, "localhost.key"),
                httpPort = http,
                tlsPort = tls,
            },
        };
        await using var pebble = ChildProcess.Start(
            "pebble",
            [
                "-config",
                folder.Write("pebble.json", JsonSerializer.Serialize(settings)),
                "-dnsserver",
                $"127.0.0.1:{names}",
            ],
            new Dictionary<string, string> { ["PEBBLE_VA_NOSLEEP"] = "1" }
        );
        await Readiness.ListensAsync(pebble, authority, Patience);
        var config = folder.Write(
            "edge.yaml",
            $$"""
            listeners:
              - { name: web, address: "127.0.0.1:{{http}}" }
              - { name: websecure, address: "127.0.0.1:{{tls}}", tls: {} }
            routes: [{ name: all, filters: [{ respond: { status: 200, body: hello } }] }]
            acme:
              directory: https://localhost:{{authority}}/dir
              acceptTerms: true
              hosts: [{{Host}}]
              challenge: {{challenge}}
              authorityFile: localhost.pem
            stateFolder: {{folder.Path}}/state
            admin: false
            """
        );
        await using var edge = ChildProcess.Start(Repository.Program, ["run", "--config", config]);

        X509Certificate2? shown = null;
        using var client = ClientOf(tls, certificate => shown = certificate);
        await Readiness.UntilAsync(
            async () =>
            {
                try
                {
                    return await client.GetStringAsync($"https://{Host}/") == "hello";
                }
                catch (HttpRequestException)
                {
                    return false; // No certificate yet: the handshake is refused.
                }
            },
            Patience,
            () => edge.Output + pebble.Output
        );

        Assert.True(shown!.MatchesHostname(Host));
        Assert.Contains("Pebble", shown.Issuer, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder.Path, "state", "acme", Host, "certificate.pem")));
    }

    private static HttpClient ClientOf(int port, Action<X509Certificate2> saw) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new System.Net.Sockets.Socket(
                        System.Net.Sockets.SocketType.Stream,
                        System.Net.Sockets.ProtocolType.Tcp
                    );
                    await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
                    return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
                },
                SslOptions = new System.Net.Security.SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    {
                        // The authority is a test's; what was shown is what the test looks at.
                        if (certificate is not null)
                            saw(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
                        return certificate is not null;
                    },
                },
            }
        );
}
