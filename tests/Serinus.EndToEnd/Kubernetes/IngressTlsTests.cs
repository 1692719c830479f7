using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>TLS of Ingresses on a real API server: which certificate a client is shown, and who endpoints have to be.</summary>
[Collection(KubernetesCollection.Name)]
public sealed class IngressTlsTests(SharedApiServer shared) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestAuthority authority = new();

    private ApiServer Server => shared.Server;

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task Each_host_is_shown_the_certificate_of_its_Secret_and_no_other_host_any()
    {
        var ns = await Server.NewNamespaceAsync("sni");
        using var pod = await ShopAsync(ns);
        var shop = await SecretAsync(ns, "shop", "shop.test");
        var wild = await SecretAsync(ns, "wild", "*.wild.test");
        await Server.Apply.YamlAsync(Ingress("shop", "shop.test", "shop"), ns);
        await Server.Apply.YamlAsync(Ingress("wild", "a.wild.test", "wild"), ns);
        await using var edge = await StartAsync(ns);

        Assert.Equal((shop, "HTTP/1.1 200"), await AskAsync(edge, "shop.test"));
        Assert.Equal((wild, "HTTP/1.1 200"), await AskAsync(edge, "a.wild.test"));
        Assert.Null(await ShownAsync(edge, "b.a.wild.test"));
        Assert.Null(await ShownAsync(edge, "unknown.test"));
    }

    [Fact]
    public async Task A_changed_Secret_is_shown_a_broken_one_leaves_the_last_and_a_deleted_one_nothing()
    {
        var ns = await Server.NewNamespaceAsync("swap");
        using var pod = await ShopAsync(ns);
        var first = await SecretAsync(ns, "shop", "shop.test");
        await Server.Apply.YamlAsync(Ingress("shop", "shop.test", "shop"), ns);
        await using var edge = await StartAsync(ns);
        Assert.Equal(first, await ShownAsync(edge, "shop.test"));

        var second = await SecretAsync(ns, "shop", "shop.test");
        Assert.NotEqual(first, second);
        await ShowsAsync(edge, "shop.test", second);

        await Server.Apply.YamlAsync(Secret("shop", "rubbish", "rubbish"), ns);
        await edge.ProblemAsync("the broken Secret", $"{ns}/shop", "holds no certificate");
        Assert.Equal((second, "HTTP/1.1 200"), await AskAsync(edge, "shop.test"));

        var third = await SecretAsync(ns, "shop", "shop.test");
        await ShowsAsync(edge, "shop.test", third);

        await Server.DeleteAsync($"/api/v1/namespaces/{ns}/secrets/shop");
        await edge.ProblemAsync("the missing Secret", $"{ns}/shop", "does not exist");
        await ShowsAsync(edge, "shop.test", null);
    }

    [Fact]
    public async Task Of_two_Secrets_for_one_host_the_older_Ingress_says_which_is_shown()
    {
        var ns = await Server.NewNamespaceAsync("twice");
        using var pod = await ShopAsync(ns);
        // What is written last has the name that would come first.
        var older = await SecretAsync(ns, "z-secret", "shop.test");
        var younger = await SecretAsync(ns, "a-secret", "shop.test");
        await Server.Apply.YamlAsync(Ingress("older", "shop.test", "z-secret"), ns);
        await Server.Apply.YamlAsync(Ingress("younger", "shop.test", "a-secret", path: "/younger"), ns);
        await using var edge = await StartAsync(ns);

        await edge.ProblemAsync("the second certificate", $"{ns}/younger", $"{ns}/z-secret", "older Ingress");
        Assert.Equal(older, await ShownAsync(edge, "shop.test"));

        await Server.DeleteAsync($"/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses/older");
        await ShowsAsync(edge, "shop.test", younger);
    }

    [Fact]
    public async Task A_host_with_a_certificate_is_redirected_to_https_as_ingress_nginx_does()
    {
        var ns = await Server.NewNamespaceAsync("redirect");
        using var pod = await ShopAsync(ns);
        await SecretAsync(ns, "shop", "shop.test");
        await Server.Apply.YamlAsync(
            Ingress("shop", "shop.test", "shop", annotations: ["nginx.ingress.kubernetes.io/backend-protocol: HTTP"]),
            ns
        );
        await using var edge = await StartAsync(ns);

        var answer = await edge.GetAsync("shop.test", "/cart?a=1", edge.HttpPort);

        Assert.Equal((308, "https://shop.test/cart?a=1"), (answer.Status, answer.Head["Location"]));
        Assert.Equal("HTTP/1.1 200", (await AskAsync(edge, "shop.test")).Answer);
    }

    [Fact]
    public async Task Endpoints_must_be_who_the_Secret_of_their_Ingress_vouches_for()
    {
        using var other = new TestAuthority("another authority");
        var ns = await Server.NewNamespaceAsync("endpoints");
        var endpoints = new Pods(Server, ns);
        using var pod = shared.Network.Start(
            "secure-pod",
            tls: new SslServerAuthenticationOptions
            {
                ServerCertificate = TestAuthority.Load(authority.Issue("shop.internal")),
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.Subject == "CN=edge.test",
            }
        );
        await endpoints.ServiceAsync("shop");
        await endpoints.PublishAsync("shop", [pod]);
        var shown = authority.Issue("edge.test");
        await Server.Apply.YamlAsync(Secret("upstream", shown.Chain, shown.Key, other.Pem), ns);
        await Server.Apply.YamlAsync(
            Ingress(
                "shop",
                "shop.test",
                null,
                annotations:
                [
                    "nginx.ingress.kubernetes.io/backend-protocol: HTTPS",
                    "nginx.ingress.kubernetes.io/proxy-ssl-verify: \"on\"",
                    "nginx.ingress.kubernetes.io/proxy-ssl-name: shop.internal",
                    $"nginx.ingress.kubernetes.io/proxy-ssl-secret: {ns}/upstream",
                ]
            ),
            ns
        );
        await using var edge = await StartAsync(ns);
        Assert.Equal(502, (await edge.GetAsync("shop.test", port: edge.HttpPort)).Status);
        Assert.Equal(0, pod.Requests);

        await Server.Apply.YamlAsync(Secret("upstream", shown.Chain, shown.Key, authority.Pem), ns);
        await AnswersAsync(edge, 200);

        await Server.Apply.YamlAsync(Secret("upstream", shown.Chain, shown.Key, "rubbish"), ns);
        await edge.ProblemAsync("the broken Secret", $"{ns}/upstream", "holds no certificate");
        Assert.Equal(200, (await edge.GetAsync("shop.test", port: edge.HttpPort)).Status);

        await Server.DeleteAsync($"/api/v1/namespaces/{ns}/secrets/upstream");
        await AnswersAsync(edge, 503);
    }

    private async Task<Pod> ShopAsync(string ns)
    {
        var endpoints = new Pods(Server, ns);
        var pod = shared.Network.Start("shop-pod");
        await endpoints.ServiceAsync("shop");
        await endpoints.PublishAsync("shop", [pod]);
        return pod;
    }

    private Task<ClusterEdge> StartAsync(string ns) =>
        ClusterEdge.StartAsync(
            $$"""
            listeners:
              - { name: http, address: ":80" }
              - { name: https, address: ":443", tls: {} }
            admin: { address: 127.0.0.1:8080 }
            kubernetes: { namespaces: [{{ns}}], writeStatus: false }
            """,
            Server.Kubeconfig,
            ns
        );

    /// <summary>Writes a Secret with a new certificate; its serial number.</summary>
    private async Task<string> SecretAsync(string ns, string name, string host)
    {
        var (chain, key) = authority.Issue(host);
        await Server.Apply.YamlAsync(Secret(name, chain, key), ns);
        using var certificate = X509Certificate2.CreateFromPem(chain);
        return certificate.SerialNumber;
    }

    private static string Secret(string name, string chain, string key, string? authority = null) =>
        $$"""
            apiVersion: v1
            kind: Secret
            metadata: { name: {{name}} }
            data: { tls.crt: {{Base64(chain)}}, tls.key: {{Base64(key)}}, ca.crt: {{Base64(authority ?? "")}} }
            """;

    private static string Base64(string text) => $"\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}\"";

    private static string Ingress(
        string name,
        string host,
        string? secret,
        string path = "/",
        string[]? annotations = null
    ) =>
        $$"""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: {{name}}
              annotations: { {{string.Join(", ", annotations ?? [])}} }
            spec:
              tls: [{{(secret is null ? "" : $"{{ hosts: [{host}], secretName: {secret} }}")}}]
              rules:
              - host: {{host}}
                http:
                  paths:
                  - { path: {{path}}, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }
            """;

    private static Task AnswersAsync(ClusterEdge edge, int status) =>
        Readiness.UntilAsync(
            async () => (await edge.GetAsync("shop.test", port: edge.HttpPort)).Status == status,
            Patience,
            () => $"shop.test is not answered {status}:\n{edge.Child.Output}"
        );

    private Task ShowsAsync(ClusterEdge edge, string host, string? serial) =>
        Readiness.UntilAsync(
            async () => await ShownAsync(edge, host) == serial,
            Patience,
            () => $"{host} is not shown {serial ?? "nothing"}:\n{edge.Child.Output}"
        );

    /// <summary>Serial number of the certificate a client is shown that asks for a host; null when it is refused.</summary>
    private async Task<string?> ShownAsync(ClusterEdge edge, string host)
    {
        try
        {
            await using var tls = await ConnectAsync(edge, host);
            return tls.RemoteCertificate!.GetSerialNumberString();
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            return null;
        }
    }

    private async Task<(string Serial, string Answer)> AskAsync(ClusterEdge edge, string host)
    {
        await using var tls = await ConnectAsync(edge, host);
        await tls.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        var buffer = new byte["HTTP/1.1 200".Length];
        await tls.ReadExactlyAsync(buffer);
        return (tls.RemoteCertificate!.GetSerialNumberString(), Encoding.ASCII.GetString(buffer));
    }

    private async Task<SslStream> ConnectAsync(ClusterEdge edge, string host)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, edge.HttpsPort);
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.ImportFromPem(authority.Pem);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = trust }
            );
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }
}
