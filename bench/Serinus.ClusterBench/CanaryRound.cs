using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.ClusterBench;

/// <summary>Thousands of Canaries between two Services each, led by one edge: what it costs when nothing goes on, and when many runs do.</summary>
internal static class CanaryRound
{
    private const string Namespace = "bench";
    private const int Writers = 16;
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(10);

    /// <summary>Measures.</summary>
    /// <param name="canaries">How many there are.</param>
    /// <param name="running">How many of them get a version to try.</param>
    /// <param name="minute">How long each state is measured.</param>
    public static async Task RunAsync(int canaries, int running, TimeSpan minute)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        await using var server = await ApiServer.StartAsync();
        var began = Stopwatch.GetTimestamp();
        await FillAsync(server, canaries, running);
        await Console.Error.WriteLineAsync($"filled in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");

        using var folder = new TemporaryFolder();
        var (port, adminPort) = (FreePort.Next(), FreePort.Next());
        var config = folder.Write(
            "edge.yaml",
            $$"""
            listeners: [{ name: http, address: "127.0.0.1:{{port}}" }]
            admin: { address: "127.0.0.1:{{adminPort}}" }
            kubernetes: { rollouts: {} }
            """
        );
        await using var edge = ChildProcess.Start(
            Repository.Program,
            ["run", "--config", config],
            new Dictionary<string, string>
            {
                ["KUBECONFIG"] = server.Kubeconfig,
                ["POD_NAMESPACE"] = Namespace,
                ["POD_NAME"] = "leader",
            }
        );
        using var admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{adminPort}") };
        began = Stopwatch.GetTimestamp();
        await UntilAsync(edge, async () => (await StateAsync(admin)).Planned, "nothing was decided of some");
        await UntilAsync(edge, async () => await InPhaseAsync(server, "Initialized") == canaries, "not initialized");
        await Console.Error.WriteLineAsync(
            $"initialized after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, {Processor(edge).TotalSeconds:0} s of a processor"
        );

        Row(
            "Canaries",
            "of them in a run",
            "processors",
            "resident",
            "most resident",
            "decisions for each in 10 s",
            "longest left alone"
        );
        Row("---", "---", "---", "---", "---", "---", "---");
        await MeasureAsync(edge, admin, canaries, 0, minute);
        await EachAsync(running, i => ReviseAsync(server, i, "second"));
        await UntilAsync(
            edge,
            async () => await InPhaseAsync(server, "Progressing") >= running * 9 / 10,
            $"{running} runs do not begin"
        );
        await MeasureAsync(edge, admin, canaries, await InPhaseAsync(server, "Progressing"), minute);
    }

    private static async Task MeasureAsync(
        ChildProcess edge,
        HttpClient admin,
        int canaries,
        int running,
        TimeSpan minute
    )
    {
        var (began, before, worked) = (Stopwatch.GetTimestamp(), await StateAsync(admin), Processor(edge));
        var longest = TimeSpan.Zero;
        while (Stopwatch.GetElapsedTime(began) < minute)
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            var now = await StateAsync(admin);
            longest = longest > now.Oldest ? longest : now.Oldest;
        }

        var elapsed = Stopwatch.GetElapsedTime(began);
        var decided = (await StateAsync(admin)).Decisions - before.Decisions;
        Row(
            $"{canaries}",
            $"{running}",
            $"{(Processor(edge) - worked) / elapsed:0.00}",
            $"{Memory(edge, "VmRSS:") / 1048576.0:0} MiB",
            $"{Memory(edge, "VmHWM:") / 1048576.0:0} MiB",
            $"{decided / (double)canaries * 10 / elapsed.TotalSeconds:0.00}",
            $"{longest.TotalSeconds:0.0} s"
        );
    }

    private static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    private static async Task FillAsync(ApiServer server, int canaries, int running)
    {
        foreach (
            var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy/manifests/crds"), "*s.yaml")
        )
            await server.Apply.YamlAsync(await File.ReadAllTextAsync(file));
        await Readiness.UntilAsync(
            async () =>
            {
                try
                {
                    await InPhaseAsync(server, "");
                    return true;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            StartTime,
            () => "our kinds are not served"
        );
        await server.Apply.YamlAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{ name: {Namespace} }}");
        var pods = new Pods(server, Namespace);
        await EachAsync(
            canaries,
            async i =>
            {
                await server.Apply.YamlAsync(Objects(i), Namespace);
                if (i >= running)
                    return;
                await pods.PublishAsync($"s{i}", [$"198.51.{100 + (i / 250)}.{1 + (i % 250)}"]);
                await pods.PublishAsync($"s{i}-canary", [$"198.52.{100 + (i / 250)}.{1 + (i % 250)}"]);
            }
        );
    }

    private static Task ReviseAsync(ApiServer server, int number, string revision) =>
        server.PatchAsync(
            $"/api/v1/namespaces/{Namespace}/services/s{number}-canary",
            "{\"metadata\":{\"annotations\":{\"serinus.dev/revision\":\"" + revision + "\"}}}"
        );

    private static Task EachAsync(int count, Func<int, Task> act) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (i, _) => await act(i)
        );

    private static Task UntilAsync(ChildProcess edge, Func<Task<bool>> isSo, string otherwise) =>
        Readiness.UntilAsync(
            async () =>
            {
                if (edge.HasExited)
                    throw new InvalidOperationException($"serinus ended:\n{edge.Output}");
                await Task.Delay(TimeSpan.FromSeconds(1));
                try
                {
                    return await isSo();
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            StartTime,
            () => $"{otherwise}:\n{edge.Output}"
        );

    private static async Task<int> InPhaseAsync(ApiServer server, string phase)
    {
        var list = await server.GetAsync($"/apis/serinus.dev/v1/canaries");
        return list.GetProperty("items")
            .EnumerateArray()
            .Count(item =>
                item.TryGetProperty("status", out var status)
                && status.TryGetProperty("phase", out var now)
                && now.GetString() == phase
            );
    }

    private static async Task<(bool Planned, long Decisions, TimeSpan Oldest)> StateAsync(HttpClient admin)
    {
        var all = JsonSerializer.Deserialize<JsonElement>(await admin.GetStringAsync("/api/v1/kubernetes"));
        var state = all.GetProperty("rollouts");
        var oldest = state.GetProperty("oldestDecision").GetString();
        return (
            oldest is not null,
            state.GetProperty("decisions").GetInt64(),
            oldest is null
                ? TimeSpan.Zero
                : DateTimeOffset.UtcNow - DateTimeOffset.Parse(oldest, CultureInfo.InvariantCulture)
        );
    }

    private static TimeSpan Processor(ChildProcess edge)
    {
        using var process = Process.GetProcessById(edge.Id);
        return process.TotalProcessorTime;
    }

    private static long Memory(ChildProcess edge, string field)
    {
        var line = File.ReadLines($"/proc/{edge.Id}/status").Single(line => line.StartsWith(field));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;
    }

    // Two Services, an Ingress of the first, and a Canary: fifty steps of 1 %, one every 10 s.
    private static string Objects(int number) =>
        $$"""
            apiVersion: v1
            kind: Service
            metadata: { name: s{{number}}, annotations: { serinus.dev/revision: first } }
            spec: { ports: [{ name: http, port: 80, targetPort: 8080, protocol: TCP }] }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: s{{number}}-canary, annotations: { serinus.dev/revision: first } }
            spec: { ports: [{ name: http, port: 80, targetPort: 8080, protocol: TCP }] }
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: s{{number}} }
            spec:
              rules:
              - host: h{{number}}.test
                http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: s{{number}}, port: { number: 80 } } } }] }
            ---
            apiVersion: serinus.dev/v1
            kind: Canary
            metadata: { name: s{{number}} }
            spec:
              targetRef: { kind: Service, name: s{{number}}-canary }
              routeRefs: [{ kind: Ingress, name: s{{number}}, stable: s{{number}} }]
              analysis: { interval: 10s, threshold: 3, stepWeight: 1, maxWeight: 50 }
            """;
}
