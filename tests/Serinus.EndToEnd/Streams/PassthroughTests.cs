using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Streams;

/// <summary>TLS passed through unopened, to the server whose name the client asks for.</summary>
public class PassthroughTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Curl_and_openssl_reach_the_server_they_ask_for(string transport)
    {
        var (onePort, twoPort) = (FreePort.Next(), FreePort.Next());
        await using var one = await TlsServerAsync(onePort, "a.test");
        await using var two = await TlsServerAsync(twoPort, "b.test");
        await using var plain = TcpUpstream.Named("plain");
        await using var edge = await StreamEdge.StartAsync(transport, ByName(onePort, twoPort, plain.Port));

        Assert.Equal("a.test", await CurlAsync(edge.Port, "a.test"));
        Assert.Equal("a.test", await CurlAsync(edge.Port, "A.Test"));
        Assert.Equal("b.test", await CurlAsync(edge.Port, "x.b.test"));
        Assert.Contains("CN=b.test", await OpensslAsync(edge.Port, "y.b.test"), StringComparison.Ordinal);

        // As large as with post-quantum key shares: more than a segment of a usual network.
        var protocols = string.Join(',', Enumerable.Range(0, 200).Select(i => $"protocol-{i}").Append("http/1.1"));
        Assert.Contains(
            "CN=a.test",
            await OpensslAsync(edge.Port, "a.test", "-alpn", protocols),
            StringComparison.Ordinal
        );

        await using var talker = await RawClient.ConnectAsync(edge.Port);
        await talker.SendAsync("SSH-2.0-x\r\n");
        Assert.Equal("plain", await talker.ReadToEndAsync());
        Assert.Equal(1, plain.Connections);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_hello_that_comes_byte_by_byte_reaches_the_same_server(string transport)
    {
        var (onePort, twoPort) = (FreePort.Next(), FreePort.Next());
        await using var one = await TlsServerAsync(onePort, "a.test");
        await using var two = await TlsServerAsync(twoPort, "b.test");
        await using var plain = TcpUpstream.Named("plain");
        await using var edge = await StreamEdge.StartAsync(transport, ByName(onePort, twoPort, plain.Port));

        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, edge.Port);
        await using var tls = new SslStream(
            new DribbleStream(client.GetStream()),
            false,
            (_, shown, _, _) => shown?.Subject == "CN=b.test"
        );
        await tls.AuthenticateAsClientAsync("z.b.test");

        Assert.Equal("CN=b.test", tls.RemoteCertificate!.Subject);
        Assert.Equal(0, plain.Connections);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task What_begins_as_TLS_and_is_none_goes_nowhere(string transport)
    {
        await using var plain = TcpUpstream.Named("plain");
        await using var edge = await StreamEdge.StartAsync(
            transport,
            ByName(FreePort.Next(), FreePort.Next(), plain.Port) + "\nlimits: { handshakeTime: 1s }"
        );

        foreach (var bytes in new[] { "\x16\x03\x01\0\0", "\x16\x03\x01\0\x05\x02\0\0\x01\0", "\x16\x03\x01" })
        {
            await using var client = await RawClient.ConnectAsync(edge.Port);
            await client.SendAsync(bytes);
            Assert.Equal("", await client.ReadToEndAsync());
        }

        Assert.Equal(0, plain.Connections);
        await edge.Process.CountsAsync(2, "serinus_stream_failures_total", "error=\"bad_client_hello\"");
        await edge.Process.CountsAsync(1, "serinus_stream_failures_total", "error=\"client_hello_timeout\"");
    }

    private static string ByName(int one, int two, int plain) =>
        $$"""
            streamRoutes:
              - { name: one, hosts: [ a.test ], backends: [ { service: one } ] }
              - { name: two, hosts: [ "*.b.test" ], backends: [ { service: two } ] }
              - { name: plain, backends: [ { service: plain } ] }
            services:
              - { name: one, endpoints: [ "tcp://127.0.0.1:{{one}}" ] }
              - { name: two, endpoints: [ "tcp://127.0.0.1:{{two}}" ] }
              - { name: plain, endpoints: [ "tcp://127.0.0.1:{{plain}}" ] }
            """;

    private static Task<NginxProcess> TlsServerAsync(int port, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        return NginxProcess.StartAsync(
            port,
            $$"""
            server {
              listen 127.0.0.1:{{port}} ssl;
              ssl_certificate $folder/cert.pem;
              ssl_certificate_key $folder/key.pem;
              location / { return 200 "{{name}}"; }
            }
            """,
            files: new Dictionary<string, string>
            {
                ["cert.pem"] = certificate.ExportCertificatePem(),
                ["key.pem"] = key.ExportPkcs8PrivateKeyPem(),
            }
        );
    }

    private static async Task<string> CurlAsync(int port, string host)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(
            "curl",
            ["--silent", "--show-error", "--insecure", "--connect-to", $"::127.0.0.1:{port}", $"https://{host}/"],
            Patience
        );
        Assert.True(exitCode == 0, output);
        return output.Trim();
    }

    private static async Task<string> OpensslAsync(int port, string host, params string[] more)
    {
        var (_, output) = await ChildProcess.RunAsync(
            "openssl",
            ["s_client", "-connect", $"127.0.0.1:{port}", "-servername", host, .. more],
            Patience
        );
        return output.Replace("CN = ", "CN=", StringComparison.Ordinal);
    }
}
