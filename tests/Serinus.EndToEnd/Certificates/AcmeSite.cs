using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Certificates;

/// <summary>An authority that really looks whether a host is ours (pebble), its resolver, and a configuration of the program that asks it.</summary>
internal sealed class AcmeSite : IAsyncDisposable
{
    public const string Host = "www.example.test";
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client;
    private ChildProcess? resolver;
    private ChildProcess? pebble;
    private int tls;

    private AcmeSite() => client = ClientOf(() => tls, certificate => Shown = certificate);

    /// <summary>The certificate that was shown last.</summary>
    public X509Certificate2? Shown { get; private set; }

    /// <summary>Why the host was not served when it was looked for last.</summary>
    public Exception? Trouble { get; private set; }

    public int AdminPort { get; } = FreePort.Next();

    /// <summary>What the authority has said so far.</summary>
    public string Said => pebble!.Output;

    private string ConfigPath { get; set; } = "";

    public static async Task<AcmeSite> StartAsync(string challenge)
    {
        var site = new AcmeSite();
        await site.BeginAsync(challenge);
        return site;
    }

    public ChildProcess StartEdge() => ChildProcess.Start(Repository.Program, ["run", "--config", ConfigPath]);

    /// <summary>Path of a file in the program's state folder.</summary>
    public string Kept(string name) => Path.Combine(folder.Path, "state", "acme", name);

    /// <summary>Whether the program serves the host over TLS now.</summary>
    public async Task<bool> IsServedAsync()
    {
        try
        {
            return await client.GetStringAsync($"https://{Host}/") == "hello";
        }
        catch (HttpRequestException trouble)
        {
            Trouble = trouble;
            return false; // No certificate yet, so the handshake is refused; or nobody is there.
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (pebble is not null)
            await pebble.DisposeAsync();
        if (resolver is not null)
            await resolver.DisposeAsync();
        folder.Dispose();
    }

    private async Task BeginAsync(string challenge)
    {
        var (authority, http, names) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        tls = FreePort.Next();
        await ChildProcess.RunAsync(
            Repository.Program,
            ["cert", "self-signed", "localhost", "--out", folder.Path],
            Patience
        );
        resolver = ChildProcess.Start(
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
        pebble = ChildProcess.Start(
            "pebble",
            [
                "-config",
                folder.Write("pebble.json", JsonSerializer.Serialize(settings)),
                "-dnsserver",
                $"127.0.0.1:{names}",
            ],
            new Dictionary<string, string> { ["PEBBLE_VA_NOSLEEP"] = "1", ["PEBBLE_AUTHZREUSE"] = "0" }
        );
        await Readiness.ListensAsync(pebble, authority, Patience);
        ConfigPath = folder.Write(
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
            admin: { address: "127.0.0.1:{{AdminPort}}" }
            """
        );
    }

    private static HttpClient ClientOf(Func<int> port, Action<X509Certificate2> saw) =>
        new(
            new SocketsHttpHandler
            {
                // What is shown is seen in a handshake, so there is one for each look.
                PooledConnectionLifetime = TimeSpan.Zero,
                ConnectCallback = async (_, cancellation) =>
                {
                    var socket = new System.Net.Sockets.Socket(
                        System.Net.Sockets.SocketType.Stream,
                        System.Net.Sockets.ProtocolType.Tcp
                    );
                    await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port()), cancellation);
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
