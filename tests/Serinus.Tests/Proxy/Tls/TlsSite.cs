using System.Collections.Immutable;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serinus.Proxy;
using Serinus.Proxy.Transport;
using Serinus.Routing;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;
using Serinus.Testbed;

namespace Serinus.Tests.Proxy.Tls;

/// <summary>An edge with one TLS listener that answers every host itself.</summary>
internal sealed class TlsSite : IAsyncDisposable
{
    private readonly Edge edge;
    private Snapshot? snapshot;

    public TlsSite(TransportKind transport) => edge = new Edge(new EdgeOptions { Loops = 1, Transport = transport });

    public TestAuthority Authority { get; } = new();

    public int Port => edge.Bound[0].EndPoint.Port;

    public ImmutableArray<Problem> Publish(ListenerTlsConfig tls, params CertificateConfig[] certificates)
    {
        var fragment = new Fragment
        {
            Provider = "test",
            Listeners =
            [
                new ListenerConfig
                {
                    Name = "web",
                    Address = "127.0.0.1:0",
                    Tls = tls,
                },
            ],
            Certificates = [.. certificates],
            Routes =
            [
                new RouteConfig
                {
                    Name = "r",
                    Filters =
                    [
                        new FilterConfig
                        {
                            Respond = new RespondConfig { Status = 200, Body = "hello" },
                        },
                    ],
                },
            ],
        };
        var compiled = Compiler.Compile([fragment], snapshot, new byte[32]);
        snapshot = compiled.Snapshot;
        return [.. compiled.Problems, .. edge.Publish(snapshot)];
    }

    public CertificateConfig Certificate(string name, params string[] hosts)
    {
        var (chain, key) = Authority.Issue(hosts);
        return new CertificateConfig
        {
            Name = name,
            Hosts = [.. hosts],
            Chain = chain,
            Key = key,
        };
    }

    /// <summary>A client whose handshake is done; throws what the handshake threw.</summary>
    public async Task<SslStream> ConnectAsync(
        string host,
        Action<SslClientAuthenticationOptions>? change = null,
        Func<Stream, Stream>? over = null
    )
    {
        var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", Port);
        Stream below = socket.GetStream();
        var tls = new SslStream(over is null ? below : over(below));
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = Trust(),
        };
        // Which certificate is shown is what the tests look at; that it fits the name is not always meant.
        options.RemoteCertificateValidationCallback = (_, _, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
        change?.Invoke(options);
        try
        {
            await tls.AuthenticateAsClientAsync(options);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <summary>Status line of the answer to a request for a host.</summary>
    public static async Task<string> AskAsync(SslStream tls, string host)
    {
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        var buffer = new byte[4096];
        var count = await tls.ReadAsync(buffer);
        return Encoding.ASCII.GetString(buffer, 0, count).Split("\r\n")[0];
    }

    /// <summary>Trusts the authority; whoever connects by another name than the certificate's must say so itself.</summary>
    private X509ChainPolicy Trust()
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            VerificationFlags = X509VerificationFlags.IgnoreInvalidName,
        };
        trust.CustomTrustStore.ImportFromPem(Authority.Pem);
        return trust;
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        Authority.Dispose();
    }
}
