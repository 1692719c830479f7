using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Serinus.Testbed.Kubernetes;

/// <summary>
/// A real API server on its own etcd, on free ports of the loopback address, with RBAC enforced. No controllers and no kubelets run:
/// whoever needs endpoints writes them (<see cref="Pods"/>). It can be ended without a word and started again on the same ports and data.
/// </summary>
public sealed class ApiServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder folder;
    private readonly ClusterCertificates certificates;
    private readonly string program;
    private readonly string tokenFile;
    private ChildProcess? child;
    private int namespaces;

    private ApiServer(EtcdProcess etcd, string program, IReadOnlyDictionary<string, string> users)
    {
        (Etcd, this.program) = (etcd, program);
        folder = new TemporaryFolder();
        certificates = new ClusterCertificates(folder);
        tokenFile = folder.Write(
            "tokens.csv",
            string.Concat(users.Select(user => $"{user.Value},{user.Key},{user.Key}\n"))
        );
        Port = FreePort.Next();
        Kubeconfig = folder.Write("admin.kubeconfig", AdminKubeconfig());
        Client = NewClient();
        Apply = new Applying(Client);
        Kubectl = new Kubectl(Kubeconfig);
    }

    public EtcdProcess Etcd { get; }

    public int Port { get; }

    public string Url => $"https://127.0.0.1:{Port}";

    /// <summary>File of the administrator.</summary>
    public string Kubeconfig { get; }

    /// <summary>File with the certificate of the cluster's authority.</summary>
    public string AuthorityFile => certificates.AuthorityFile;

    /// <summary>A client with all rights.</summary>
    public HttpClient Client { get; }

    /// <summary>Server-side apply of YAML, with all rights.</summary>
    public Applying Apply { get; }

    /// <summary>The real kubectl, with all rights.</summary>
    public Kubectl Kubectl { get; }

    /// <summary>What it wrote to its log since it was last started.</summary>
    public string Output => child?.Output ?? "";

    /// <summary>Starts etcd and the API server and waits until it is ready.</summary>
    /// <param name="users">Further users and their tokens; they have the rights that RBAC objects give them.</param>
    public static async Task<ApiServer> StartAsync(IReadOnlyDictionary<string, string>? users = null)
    {
        var program = await ApiServerProgram.FindAsync();
        var server = new ApiServer(await EtcdProcess.StartAsync(), program, users ?? new Dictionary<string, string>());
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the API server as a crash would; etcd stays.</summary>
    public async Task KillAsync()
    {
        child!.Signal(Signal.Kill);
        await child.WaitForExitAsync(StartTime);
    }

    /// <summary>Starts it on the same port and data, and waits until it is ready.</summary>
    /// <param name="arguments">Further arguments, such as <c>--runtime-config=extensions/v1beta1=false</c> to play another version.</param>
    public async Task StartAgainAsync(params string[] arguments)
    {
        if (child is not null)
            await child.DisposeAsync();
        child = ChildProcess.Start(program, [.. Arguments(), .. arguments]);
        await Readiness.UntilAsync(IsReadyAsync, StartTime, () => $"the API server is not ready:\n{Output}");
    }

    /// <summary>Makes a namespace of a name no other test has.</summary>
    public async Task<string> NewNamespaceAsync(string prefix = "test")
    {
        var name = $"{prefix}-{Interlocked.Increment(ref namespaces)}";
        await Apply.YamlAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{ name: {name} }}");
        return name;
    }

    /// <summary>A token of a service account that exists, as its pods would get it.</summary>
    public async Task<string> ServiceAccountTokenAsync(string ns, string name, int seconds = 3600)
    {
        using var response = await Client.PostAsJsonAsync(
            $"/api/v1/namespaces/{ns}/serviceaccounts/{name}/token",
            new
            {
                apiVersion = "authentication.k8s.io/v1",
                kind = "TokenRequest",
                spec = new { expirationSeconds = seconds },
            }
        );
        var answer = await AnswerAsync(response);
        return answer.GetProperty("status").GetProperty("token").GetString()!;
    }

    /// <summary>A kubeconfig file for the holder of a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="ns">Namespace of its context.</param>
    public string KubeconfigFor(string token, string ns = "default") =>
        folder.Write($"{Guid.NewGuid():N}.kubeconfig", KubeconfigText($"token: {token}", ns));

    /// <summary>An object or a list.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        return await AnswerAsync(response);
    }

    public async Task DeleteAsync(string path)
    {
        using var response = await Client.DeleteAsync(path);
        await AnswerAsync(response);
    }

    /// <summary>Changes an object by a JSON merge patch.</summary>
    public async Task PatchAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/merge-patch+json");
        using var response = await Client.PatchAsync(path, content);
        await AnswerAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (child is not null)
        {
            // It waits a minute for its clients to leave; nobody here has anything to lose.
            child.Signal(Signal.Kill);
            await child.DisposeAsync();
        }

        await Etcd.DisposeAsync();
        certificates.Dispose();
        folder.Dispose();
    }

    internal static async Task<JsonElement> AnswerAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (response.IsSuccessStatusCode)
            return JsonSerializer.Deserialize<JsonElement>(text);
        var request = response.RequestMessage!;
        throw new HttpRequestException(
            $"{request.Method} {request.RequestUri!.PathAndQuery}: {(int)response.StatusCode} {text}",
            null,
            response.StatusCode
        );
    }

    private string[] Arguments() =>
        [
            $"--etcd-servers={Etcd.Url}",
            "--bind-address=127.0.0.1",
            $"--secure-port={Port}",
            // Nobody goes there, but it has to name an address that is not of the loopback net.
            "--advertise-address=192.0.2.1",
            "--endpoint-reconciler-type=none",
            $"--tls-cert-file={certificates.ServerFile}",
            $"--tls-private-key-file={certificates.ServerKeyFile}",
            $"--client-ca-file={certificates.AuthorityFile}",
            $"--token-auth-file={tokenFile}",
            "--authorization-mode=RBAC",
            "--service-account-issuer=https://kubernetes.default.svc",
            $"--service-account-key-file={certificates.SigningKeyFile}",
            $"--service-account-signing-key-file={certificates.SigningKeyFile}",
            "--service-cluster-ip-range=10.96.0.0/12",
            // Without the controller that makes service accounts no pod could be made.
            "--disable-admission-plugins=ServiceAccount",
            "--enable-priority-and-fairness=false",
            // As kubelets and their API servers have it: edges of old run privileged.
            "--allow-privileged=true",
        ];

    private async Task<bool> IsReadyAsync()
    {
        if (child!.HasExited)
            throw new InvalidOperationException($"the API server ended:\n{Output}\netcd:\n{Etcd.Output}");
        try
        {
            using var response = await Client.GetAsync("/readyz");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string AdminKubeconfig() =>
        KubeconfigText(
            $"client-certificate: {certificates.AdminFile}\n    client-key: {certificates.AdminKeyFile}",
            "default"
        );

    private string KubeconfigText(string user, string ns) =>
        $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: test
              cluster:
                server: {{Url}}
                certificate-authority: {{certificates.AuthorityFile}}
            users:
            - name: user
              user:
                {{user}}
            contexts:
            - name: test
              context: { cluster: test, user: user, namespace: {{ns}} }
            current-context: test

            """;

    private HttpClient NewClient()
    {
        using var pem = X509Certificate2.CreateFromPemFile(certificates.AdminFile, certificates.AdminKeyFile);
        var handler = new SocketsHttpHandler();
        // A key that lives only in memory as PEM is not taken by every TLS library; as PKCS #12 it is.
        handler.SslOptions.ClientCertificates =
        [
            X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), null),
        ];
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificates.Trusts(certificate as X509Certificate2);
        return new HttpClient(handler) { BaseAddress = new Uri(Url) };
    }
}
