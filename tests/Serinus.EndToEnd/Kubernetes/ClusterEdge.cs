using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>The program, reading a cluster.</summary>
internal sealed class ClusterEdge : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient admin;
    private ChildProcess? child;
    private string[] arguments = [];
    private Dictionary<string, string> environment = [];

    private ClusterEdge(string adminHost = "127.0.0.1")
    {
        (HttpPort, HttpsPort, AdminPort) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        (AdminHost, admin) = (adminHost, new HttpClient { BaseAddress = new Uri($"http://{adminHost}:{AdminPort}") });
    }

    public ChildProcess Child => child!;

    /// <summary>The entry point that redirects.</summary>
    public int HttpPort { get; }

    /// <summary>The entry point behind the load balancer that ends TLS, in plaintext; or the listener of port 443.</summary>
    public int HttpsPort { get; }

    public int AdminPort { get; }

    /// <summary>Address of the admin endpoint.</summary>
    public string AdminHost { get; }

    /// <summary>Starts it as the old DaemonSet starts its own, with the same command line and TOML, the class flag added and ports of its own.</summary>
    /// <param name="kubeconfig">Who it is to the API server.</param>
    /// <param name="further">Further arguments.</param>
    public static Task<ClusterEdge> StartOldAsync(string kubeconfig, params string[] further)
    {
        var edge = new ClusterEdge();
        var toml = Fixtures
            .TraefikToml()
            .Replace("\":80\"", $"\"127.0.0.1:{edge.HttpPort}\"", StringComparison.Ordinal)
            .Replace("\":443\"", $"\"127.0.0.1:{edge.HttpsPort}\"", StringComparison.Ordinal);
        string[] arguments =
        [
            .. Fixtures.DaemonSetArguments(edge.folder.Write("traefik.toml", toml)),
            $"--web.address=127.0.0.1:{edge.AdminPort}",
            "--kubernetes.ingressclass=traefik-external",
            .. further,
        ];
        return edge.StartAsync(arguments, kubeconfig, "default");
    }

    /// <summary>Starts it with a configuration file; ports 80 and 443 and admin port 8080 become ports of its own.</summary>
    /// <param name="config">The file.</param>
    /// <param name="kubeconfig">Who it is to the API server.</param>
    /// <param name="ns">Namespace it takes itself to be in.</param>
    /// <param name="pod">Pod it takes itself to be in; none when null.</param>
    /// <param name="adminHost">Address of its admin endpoint.</param>
    public static Task<ClusterEdge> StartAsync(
        string config,
        string kubeconfig,
        string ns,
        string? pod = null,
        string adminHost = "127.0.0.1"
    )
    {
        var edge = new ClusterEdge(adminHost);
        var own = config
            .Replace("\":80\"", $"\"127.0.0.1:{edge.HttpPort}\"", StringComparison.Ordinal)
            .Replace("\":443\"", $"\"127.0.0.1:{edge.HttpsPort}\"", StringComparison.Ordinal)
            .Replace("127.0.0.1:8080", $"{adminHost}:{edge.AdminPort}", StringComparison.Ordinal);
        return edge.StartAsync(["--config", edge.folder.Write("edge.yaml", own)], kubeconfig, ns, pod);
    }

    public Task<string> AskAsync(string path) => admin.GetStringAsync(path);

    /// <summary>Problems as the admin endpoint tells them now.</summary>
    public async Task<string[]> ProblemsAsync()
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(await AskAsync("/api/v1/problems"));
        return [.. answer.GetProperty("problems").EnumerateArray().Select(problem => problem.GetRawText())];
    }

    /// <summary>Waits until some problem holds all of these words; <paramref name="what"/> says what is waited for.</summary>
    public Task ProblemAsync(string what, params string[] words) =>
        Readiness.UntilAsync(
            async () =>
                (await ProblemsAsync()).Any(problem =>
                    words.All(word => problem.Contains(word, StringComparison.Ordinal))
                ),
            StartTime,
            () => $"{what}: no problem says {string.Join(", ", words)}:\n{Child.Output}"
        );

    /// <summary>Answer of one request through the entry point behind the load balancer.</summary>
    public Task<RawResponse> GetAsync(string host, string path = "/", int? port = null) =>
        RawClient.ExchangeAsync(port ?? HttpsPort, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

    /// <summary>Waits until a request is answered as wanted.</summary>
    public Task AnswersAsync(string host, Func<RawResponse, bool> isWanted, string what, string path = "/") =>
        Readiness.UntilAsync(
            async () => isWanted(await GetAsync(host, path)),
            StartTime,
            () => $"{host}{path} is not {what}:\n{Child.Output}"
        );

    /// <summary>Kills it, as the kernel does for want of memory.</summary>
    public async Task KillAsync()
    {
        Child.Signal(Signal.Kill);
        await Child.WaitForExitAsync(StartTime);
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>, as another process of the same pod.</summary>
    public async Task StartAgainAsync()
    {
        await Child.DisposeAsync();
        child = ChildProcess.Start(Repository.Program, arguments, environment);
        await ReadyAsync();
    }

    /// <summary>Whether it leads rollouts.</summary>
    public async Task<bool> LeadsAsync()
    {
        if (Child.HasExited)
            return false;
        var state = JsonSerializer.Deserialize<JsonElement>(await AskAsync("/api/v1/kubernetes"));
        return state.GetProperty("rollouts").GetProperty("leads").GetBoolean();
    }

    /// <summary>Waits until it leads rollouts.</summary>
    public Task LeadingAsync() =>
        Readiness.UntilAsync(LeadsAsync, StartTime, () => $"it does not lead rollouts:\n{Child.Output}");

    /// <summary>Resident memory now, in bytes.</summary>
    public long ResidentBytes() => Status("VmRSS:");

    /// <summary>Most resident memory so far, in bytes.</summary>
    public long PeakBytes() => Status("VmHWM:");

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        if (child is not null)
            await child.DisposeAsync();
        folder.Dispose();
    }

    private async Task<ClusterEdge> StartAsync(string[] given, string kubeconfig, string ns, string? pod = null)
    {
        arguments = ["run", .. given];
        environment = new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig, ["POD_NAMESPACE"] = ns };
        if (pod is not null)
            environment["POD_NAME"] = pod;
        child = ChildProcess.Start(Repository.Program, arguments, environment);
        try
        {
            await ReadyAsync();
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private Task ReadyAsync() =>
        Readiness.UntilAsync(
            async () =>
            {
                if (Child.HasExited)
                    throw new InvalidOperationException($"serinus ended with {Child.ExitCode}:\n{Child.Output}");
                try
                {
                    using var response = await admin.GetAsync("/readyz");
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            StartTime,
            () => $"serinus is not ready:\n{Child.Output}"
        );

    private long Status(string field)
    {
        var line = File.ReadLines($"/proc/{Child.Id}/status").Single(line => line.StartsWith(field));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;
    }
}
