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

    // Each is to be looked at within this time.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);
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
        await FillAsync(server, canaries);
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
        await UntilAsync(async () => (await StateAsync(admin)).Planned, "nothing was decided of some");
        await UntilAsync(async () => await InPhaseAsync(server, "Initialized") == canaries, "not initialized");
        var made = Stopwatch.GetElapsedTime(began);
        var (longest, lately) = (TimeSpan.Zero, Stopwatch.GetTimestamp());
        await UntilAsync(IsAtRestAsync, "some are left alone");
        await Console.Error.WriteLineAsync(
            $"all made after {made.TotalSeconds:0} s and at rest after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, "
                + $"for {Edge.Worked(edge).TotalSeconds:0} s of a processor; until then the longest left alone was so for {longest.TotalSeconds:0.0} s"
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
        await Cluster.EachAsync(running, i => ReviseAsync(server, i, "second"));
        await UntilAsync(
            async () => await InPhaseAsync(server, "Progressing") >= running * 9 / 10,
            $"{running} runs do not begin"
        );
        await MeasureAsync(edge, admin, canaries, await InPhaseAsync(server, "Progressing"), minute);
        foreach (var line in edge.Output.Split('\n').Where(line => line.Contains(" leads ", StringComparison.Ordinal)))
            await Console.Error.WriteLineAsync(line);

        // At rest is what has looked after each in time for a while: what was told of all of them is stored behind their beginning.
        async Task<bool> IsAtRestAsync()
        {
            var oldest = (await StateAsync(admin)).Oldest;
            longest = longest > oldest ? longest : oldest;
            if (oldest >= Promised)
                lately = Stopwatch.GetTimestamp();
            return Stopwatch.GetElapsedTime(lately) > Rest;
        }

        // A list of thousands is not asked for more often than once a second.
        Task UntilAsync(Func<Task<bool>> isSo, string otherwise) =>
            Edge.UntilAsync(
                edge,
                async () =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(1));
                    return await isSo();
                },
                StartTime,
                otherwise
            );
    }

    private static async Task MeasureAsync(
        ChildProcess edge,
        HttpClient admin,
        int canaries,
        int running,
        TimeSpan minute
    )
    {
        var (began, before, worked) = (Stopwatch.GetTimestamp(), await StateAsync(admin), Edge.Worked(edge));
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
            $"{(Edge.Worked(edge) - worked) / elapsed:0.00}",
            $"{Edge.Memory(edge, "VmRSS") / 1048576.0:0} MiB",
            $"{Edge.Memory(edge, "VmHWM") / 1048576.0:0} MiB",
            $"{decided / (double)canaries * 10 / elapsed.TotalSeconds:0.00}",
            $"{longest.TotalSeconds:0.0} s"
        );
    }

    private static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    private static async Task FillAsync(ApiServer server, int canaries)
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
        await Cluster.EachAsync(
            canaries,
            async i =>
            {
                await server.Apply.YamlAsync(Objects(i), Namespace);
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
