using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>The program started as the old DaemonSet starts its own: the same command line and TOML, with the class flag added and ports of its own.</summary>
internal sealed class OldEdge : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient admin;

    private OldEdge(string kubeconfig, string[] further)
    {
        (HttpPort, HttpsPort, AdminPort) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{AdminPort}") };
        var toml = Fixtures
            .TraefikToml()
            .Replace("\":80\"", $"\"127.0.0.1:{HttpPort}\"", StringComparison.Ordinal)
            .Replace("\":443\"", $"\"127.0.0.1:{HttpsPort}\"", StringComparison.Ordinal);
        string[] arguments =
        [
            "run",
            .. Fixtures.DaemonSetArguments(folder.Write("traefik.toml", toml)),
            $"--web.address=127.0.0.1:{AdminPort}",
            "--kubernetes.ingressclass=traefik-external",
            .. further,
        ];
        Child = ChildProcess.Start(
            Repository.Program,
            arguments,
            new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig }
        );
    }

    public ChildProcess Child { get; private set; }

    /// <summary>The entry point that redirects.</summary>
    public int HttpPort { get; }

    /// <summary>The entry point behind the load balancer that ends TLS: plaintext.</summary>
    public int HttpsPort { get; }

    public int AdminPort { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="kubeconfig">Who it is to the API server.</param>
    /// <param name="further">Further arguments.</param>
    public static async Task<OldEdge> StartAsync(string kubeconfig, params string[] further)
    {
        var edge = new OldEdge(kubeconfig, further);
        try
        {
            await edge.ReadyAsync();
            return edge;
        }
        catch
        {
            await edge.DisposeAsync();
            throw;
        }
    }

    public Task<string> AskAsync(string path) => admin.GetStringAsync(path);

    /// <summary>Problems as the admin endpoint tells them now.</summary>
    public async Task<string[]> ProblemsAsync()
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(await AskAsync("/api/v1/problems"));
        return [.. answer.GetProperty("problems").EnumerateArray().Select(problem => problem.GetRawText())];
    }

    /// <summary>Answer of one request through the entry point behind the load balancer.</summary>
    public Task<RawResponse> GetAsync(string host, string path = "/") =>
        RawClient.ExchangeAsync(HttpsPort, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

    /// <summary>Waits until a request is answered as wanted.</summary>
    public Task AnswersAsync(string host, Func<RawResponse, bool> isWanted, string what, string path = "/") =>
        Readiness.UntilAsync(
            async () => isWanted(await GetAsync(host, path)),
            StartTime,
            () => $"{host}{path} is not {what}:\n{Child.Output}"
        );

    /// <summary>Resident memory now, in bytes.</summary>
    public long ResidentBytes() => Status("VmRSS:");

    /// <summary>Most resident memory so far, in bytes.</summary>
    public long PeakBytes() => Status("VmHWM:");

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        await Child.DisposeAsync();
        folder.Dispose();
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
