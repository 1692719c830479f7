using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serinus.Proxy.Transport;
using Serinus.Routing.Config;
using Serinus.Testbed;

namespace Serinus.Tests.Proxy.Tls;

/// <summary>Which certificate and which rules a client gets, on both transports.</summary>
public sealed class ListenerTlsTests
{
    public static TheoryData<TransportKind> Sides =>
        OperatingSystem.IsLinux() ? [TransportKind.Epoll, TransportKind.Sockets] : [TransportKind.Sockets];

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task A_connection_carries_one_request_after_the_other(TransportKind side)
    {
        await using var site = new TlsSite(side);
        Assert.Empty(site.Publish(new ListenerTlsConfig(), site.Certificate("a", "a.test")));

        await using var client = await site.ConnectAsync("a.test");

        for (var i = 0; i < 100; i++)
            Assert.Equal("HTTP/1.1 200 OK", await TlsSite.AskAsync(client, "a.test"));
    }

    [Theory]
    [InlineData("a.test", "exact")]
    [InlineData("A.TEST", "exact")]
    [InlineData("b.test", "wild")]
    [InlineData("unknown.example", "fallback")]
    [InlineData("b.a.test", "fallback")]
    public async Task An_exact_certificate_goes_before_a_wildcard_and_that_before_the_default(string host, string name)
    {
        await using var site = new TlsSite(Sides.First().Data);
        Assert.Empty(
            site.Publish(
                new ListenerTlsConfig { DefaultCertificate = "fallback" },
                site.Certificate("wild", "*.test"),
                site.Certificate("exact", "a.test"),
                site.Certificate("fallback", "fallback.example")
            )
        );

        await using var client = await site.ConnectAsync(host);

        var expected = new Dictionary<string, string>
        {
            ["exact"] = "a.test",
            ["wild"] = "*.test",
            ["fallback"] = "fallback.example",
        };
        Assert.Equal($"CN={expected[name]}", client.RemoteCertificate!.Subject);
    }

    [Theory]
    [InlineData("unknown.example")]
    [InlineData("b.a.test")]
    [InlineData("")]
    public async Task Without_a_default_an_unknown_name_is_refused_by_an_alert(string host)
    {
        await using var site = new TlsSite(Sides.First().Data);
        Assert.Empty(site.Publish(new ListenerTlsConfig(), site.Certificate("wild", "*.test")));

        var trouble = await Assert.ThrowsAsync<AuthenticationException>(() => site.ConnectAsync(host));

        Assert.Contains("unrecognized name", trouble.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 40)]
    [InlineData(3, 16_384)]
    public async Task A_ClientHello_in_pieces_gets_the_same_certificate(int segment, int record)
    {
        await using var site = new TlsSite(Sides.First().Data);
        Assert.Empty(
            site.Publish(
                new ListenerTlsConfig { DefaultCertificate = "fallback" },
                site.Certificate("a", "a.test"),
                site.Certificate("fallback", "fallback.example")
            )
        );

        // 64 records at most: shorter ones than that nobody sends in earnest.
        await using var client = await site.ConnectAsync(
            "a.test",
            over: below => new CutStream(below, segment, Math.Max(record, 40))
        );

        Assert.Equal("CN=a.test", client.RemoteCertificate!.Subject);
        Assert.Equal("HTTP/1.1 200 OK", await TlsSite.AskAsync(client, "a.test"));
    }

    [Theory]
    [InlineData(ClientCertificateMode.Require, null, false)]
    [InlineData(ClientCertificateMode.Require, "good", true)]
    [InlineData(ClientCertificateMode.Require, "strange", false)]
    [InlineData(ClientCertificateMode.Optional, null, true)]
    [InlineData(ClientCertificateMode.Optional, "good", true)]
    [InlineData(ClientCertificateMode.Optional, "strange", false)]
    public async Task Clients_are_let_in_by_the_certificate_they_show(
        ClientCertificateMode mode,
        string? shown,
        bool isLetIn
    )
    {
        await using var site = new TlsSite(Sides.First().Data);
        using var stranger = new TestAuthority("stranger");
        var tls = new ListenerTlsConfig { ClientCertificates = mode, ClientAuthority = site.Authority.Pem };
        Assert.Empty(site.Publish(tls, site.Certificate("a", "a.test")));
        var pair = shown switch
        {
            "good" => site.Authority.Issue("client"),
            "strange" => stranger.Issue("client"),
            _ => default,
        };

        async Task<string> AskAsync()
        {
            await using var client = await site.ConnectAsync(
                "a.test",
                options => options.ClientCertificates = shown is null ? null : [TestAuthority.Load(pair)]
            );
            return await TlsSite.AskAsync(client, "a.test");
        }

        if (isLetIn)
            Assert.Equal("HTTP/1.1 200 OK", await AskAsync());
        else
            await Assert.ThrowsAnyAsync<Exception>(async () => Assert.NotEqual("", await AskAsync()));
    }

    [Fact]
    public async Task A_request_for_a_host_under_other_rules_is_misdirected()
    {
        await using var site = new TlsSite(Sides.First().Data);
        var tls = new ListenerTlsConfig
        {
            Hosts =
            [
                new TlsHostConfig
                {
                    Hosts = ["admin.test"],
                    ClientCertificates = ClientCertificateMode.Require,
                    ClientAuthority = site.Authority.Pem,
                },
            ],
        };
        Assert.Empty(site.Publish(tls, site.Certificate("all", "a.test", "b.test", "admin.test")));

        await using var client = await site.ConnectAsync("a.test");

        Assert.Equal("HTTP/1.1 200 OK", await TlsSite.AskAsync(client, "b.test"));
        Assert.Equal("HTTP/1.1 421 Misdirected Request", await TlsSite.AskAsync(client, "admin.test"));
    }

    [Fact]
    public async Task Old_versions_are_refused()
    {
        await using var site = new TlsSite(Sides.First().Data);
        Assert.Empty(
            site.Publish(new ListenerTlsConfig { MinimumVersion = TlsVersion.Tls13 }, site.Certificate("a", "a.test"))
        );

        await Assert.ThrowsAnyAsync<Exception>(() =>
            site.ConnectAsync("a.test", options => options.EnabledSslProtocols = SslProtocols.Tls12)
        );
        await using var client = await site.ConnectAsync("a.test");
        Assert.Equal(SslProtocols.Tls13, client.SslProtocol);
    }

    [Fact]
    public async Task A_client_that_speaks_no_protocol_of_ours_is_refused()
    {
        await using var site = new TlsSite(Sides.First().Data);
        Assert.Empty(site.Publish(new ListenerTlsConfig(), site.Certificate("a", "a.test")));

        await Assert.ThrowsAnyAsync<Exception>(() =>
            site.ConnectAsync("a.test", options => options.ApplicationProtocols = [new("spdy/1")])
        );
    }

    [Fact]
    public async Task A_certificate_is_replaced_under_open_connections()
    {
        await using var site = new TlsSite(Sides.First().Data);
        var first = site.Certificate("a", "a.test");
        Assert.Empty(site.Publish(new ListenerTlsConfig(), first));
        await using var before = await site.ConnectAsync("a.test");

        Assert.Empty(site.Publish(new ListenerTlsConfig(), site.Certificate("a", "a.test")));
        await using var after = await site.ConnectAsync("a.test");

        Assert.NotEqual(
            before.RemoteCertificate!.GetSerialNumberString(),
            after.RemoteCertificate!.GetSerialNumberString()
        );
        Assert.Equal("HTTP/1.1 200 OK", await TlsSite.AskAsync(before, "a.test"));
    }

    [Fact]
    public async Task A_certificate_without_its_key_keeps_the_last_good_one_and_is_named()
    {
        await using var site = new TlsSite(Sides.First().Data);
        Assert.Empty(site.Publish(new ListenerTlsConfig(), site.Certificate("a", "a.test")));

        var bad = site.Certificate("a", "a.test") with { Key = site.Authority.Issue("other").Key };
        var problem = Assert.Single(site.Publish(new ListenerTlsConfig(), bad));

        Assert.Equal(new ObjectId(ObjectId.Certificate, "a"), problem.Object);
        await using var client = await site.ConnectAsync("a.test");
        Assert.Equal("HTTP/1.1 200 OK", await TlsSite.AskAsync(client, "a.test"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("\0\0\0\0\0\0\0\0", "")]
    public async Task What_is_no_TLS_is_told_so_and_closed(string sent, string answer)
    {
        await using var site = new TlsSite(Sides.First().Data);
        Assert.Empty(site.Publish(new ListenerTlsConfig(), site.Certificate("a", "a.test")));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", site.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(sent));

        using var all = new MemoryStream();
        await client.GetStream().CopyToAsync(all);

        var text = Encoding.Latin1.GetString(all.ToArray());
        Assert.StartsWith(answer, text, StringComparison.Ordinal);
        Assert.True(answer.Length > 0 || text[0] == '\u0015', "an alert");
    }

    [Fact]
    public async Task A_session_is_resumed()
    {
        await using var site = new TlsSite(Sides.First().Data);
        Assert.Empty(site.Publish(new ListenerTlsConfig(), site.Certificate("a", "a.test")));
        var shown = 0;
        void Count(SslClientAuthenticationOptions options) =>
            options.RemoteCertificateValidationCallback = (_, _, _, _) => Interlocked.Increment(ref shown) > 0;

        var port = site.Port;
        var output = await OpenSsl.ResumeAsync(port, "a.test");
        await using var client = await site.ConnectAsync("a.test", Count);

        Assert.Contains("Reused", output, StringComparison.Ordinal);
        Assert.Equal(1, shown);
    }
}
