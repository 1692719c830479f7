using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Defence;

/// <summary>The program with a TLS listener of its own beside the plain one, and clients that trust it.</summary>
internal sealed class TlsEdge : IAsyncDisposable
{
    public const string Host = "a.test";
    public const string Request = $"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n";

    private readonly TemporaryFolder folder;
    private readonly TestAuthority authority;

    private TlsEdge(TemporaryFolder folder, TestAuthority authority, SerinusProcess process, int port) =>
        (this.folder, this.authority, Process, Port) = (folder, authority, process, port);

    public SerinusProcess Process { get; }

    /// <summary>Where it speaks TLS.</summary>
    public int Port { get; }

    /// <summary>Starts it; <paramref name="config"/> is everything but listeners and certificates.</summary>
    public static async Task<TlsEdge> StartAsync(string? transport, string config, params string[] wrapper)
    {
        var (folder, authority, port) = (new TemporaryFolder(), new TestAuthority(), FreePort.Next());
        var (chain, key) = authority.Issue(Host);
        var whole = $$"""
            listeners:
              - { name: websecure, address: "127.0.0.1:{{port}}", tls: {} }
            certificates:
              - { name: site, chainFile: "{{folder.Write("chain.pem", chain)}}", keyFile: "{{folder.Write(
                "key.pem",
                key
            )}}" }
            {{config}}
            """;
        try
        {
            return new TlsEdge(folder, authority, await SerinusProcess.StartAsync(whole, transport, wrapper), port);
        }
        catch
        {
            authority.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A client's connection after its handshake.</summary>
    /// <param name="from">Address it comes from.</param>
    /// <param name="protocols">What it offers by ALPN.</param>
    public async Task<SslStream> ConnectAsync(string from = "127.0.0.1", params SslApplicationProtocol[] protocols)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(Options(protocols));
            return tls;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What a client of the framework sends first, to be sent by clients that send nothing after it.</summary>
    public async Task<byte[]> ClientHelloAsync()
    {
        using var wire = new MemoryStream();
        await using var tls = new SslStream(wire);

        // Nothing answers it, so the handshake ends where it began.
        await Assert.ThrowsAsync<IOException>(() => tls.AuthenticateAsClientAsync(Options([])));
        return wire.ToArray();
    }

    /// <summary>One request; everything that is there of the answer, whose head comes in one piece.</summary>
    public static async Task<string> AskAsync(SslStream tls)
    {
        await tls.WriteAsync(Encoding.ASCII.GetBytes(Request));
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await tls.ReadAsync(buffer));
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        authority.Dispose();
        folder.Dispose();
    }

    private SslClientAuthenticationOptions Options(SslApplicationProtocol[] protocols)
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.ImportFromPem(authority.Pem);
        return new SslClientAuthenticationOptions
        {
            TargetHost = Host,
            CertificateChainPolicy = trust,
            ApplicationProtocols = protocols.Length == 0 ? null : [.. protocols],
        };
    }
}
