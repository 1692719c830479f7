using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Serinus.Testbed;

namespace Serinus.Tests.Providers.Outside;

/// <summary>A server behind TLS, with a certificate nobody trusts, that answers 200 to whatever comes.</summary>
internal sealed class TlsResponder : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate;
    private readonly Task serving;

    public TlsResponder()
    {
        using var authority = new TestAuthority();
        var (chain, key) = authority.Issue("127.0.0.1");
        certificate = X509Certificate2.CreateFromPem(chain, key);
        listener.Start();
        serving = ServeAsync();
    }

    public string Url => $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(certificate);
                _ = await stream.ReadAsync(new byte[4096]);
                await stream.WriteAsync(
                    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n1"u8.ToArray()
                );
            }
            catch (Exception end) when (end is IOException or AuthenticationException)
            {
                // A client that does not trust the certificate goes away.
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }
}
