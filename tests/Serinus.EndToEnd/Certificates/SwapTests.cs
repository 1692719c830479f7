using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Certificates;

/// <summary>Certificates are replaced on disk while clients come and stay.</summary>
public sealed class SwapTests : IDisposable
{
    private const int Swaps = 10;
    private const string Host = "a.test";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly TestAuthority authority = new();

    public void Dispose()
    {
        folder.Dispose();
        authority.Dispose();
    }

    [Fact]
    public async Task No_handshake_fails_while_certificates_are_replaced_and_open_connections_stay()
    {
        var port = FreePort.Next();
        var last = Write();
        var config = folder.Write(
            "edge.yaml",
            $$"""
            listeners: [{ name: web, address: "127.0.0.1:{{port}}", tls: {} }]
            certificates: [{ name: site, chainFile: chain.pem, keyFile: key.pem }]
            routes: [{ name: all, filters: [{ respond: { status: 200, body: hello } }] }]
            admin: false
            """
        );
        await using var edge = ChildProcess.Start(Repository.Program, ["run", "--config", config]);
        await Readiness.ListensAsync(edge, port, Patience);
        await using var stays = await ConnectAsync(port);

        using var stop = new CancellationTokenSource();
        var handshakes = 0;
        var clients = Enumerable
            .Range(0, 4)
            .Select(async _ =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await using var client = await ConnectAsync(port);
                    Assert.StartsWith("HTTP/1.1 200", await AskAsync(client), StringComparison.Ordinal);
                    Interlocked.Increment(ref handshakes);
                }
            })
            .ToArray();
        for (var i = 0; i < Swaps; i++)
        {
            var wanted = last = Write();
            await Readiness.UntilAsync(
                async () =>
                {
                    await using var client = await ConnectAsync(port);
                    return client.RemoteCertificate!.GetSerialNumberString() == wanted;
                },
                Patience,
                () => $"certificate {wanted} is not served:\n{edge.Output}"
            );
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.True(handshakes > Swaps, "clients came all the while");
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(stays), StringComparison.Ordinal);
    }

    /// <summary>Writes a new pair as renewals do, one file after the other; its serial number.</summary>
    private string Write()
    {
        var pair = authority.Issue(Host);
        folder.Write("chain.pem", pair.Chain);
        folder.Write("key.pem", pair.Key);
        using var certificate = X509Certificate2.CreateFromPem(pair.Chain);
        return certificate.SerialNumber;
    }

    private async Task<SslStream> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.ImportFromPem(authority.Pem);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = Host, CertificateChainPolicy = trust }
        );
        return tls;
    }

    private static async Task<string> AskAsync(SslStream tls)
    {
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n"));
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await tls.ReadAsync(buffer));
    }
}
