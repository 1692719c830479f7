using System.Diagnostics;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.ClusterBench;

/// <summary>One size of cluster, from an empty API server to its figures.</summary>
internal static class Round
{
    private const int Changes = 21;
    private const int Writers = 16;
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);

    public static async Task<RoundResult> RunAsync(int ingresses, int services)
    {
        await using var server = await ApiServer.StartAsync();
        using var network = new PodNetwork();
        using var old = network.Start("old-1");
        using var fresh = network.Start("new-1");
        await FillAsync(server, ingresses, services, old, fresh);

        var (port, adminPort) = (FreePort.Next(), FreePort.Next());
        var started = Stopwatch.GetTimestamp();
        await using var edge = ChildProcess.Start(
            Repository.Program,
            [
                "run",
                "--kubernetes",
                $"--entryPoints=Name:http Address:127.0.0.1:{port}",
                "--web",
                $"--web.address=127.0.0.1:{adminPort}",
            ],
            new Dictionary<string, string> { ["KUBECONFIG"] = server.Kubeconfig }
        );
        await ReadyAsync(edge, adminPort);
        var readyAfter = Stopwatch.GetElapsedTime(started);

        var times = new List<TimeSpan>();
        await using var client = await RawClient.ConnectAsync(port);
        for (var change = 0; change < Changes; change++)
            times.Add(await ChangeAsync(server, client, change % 2 == 0 ? "new" : "old"));
        times.Sort();
        return new RoundResult(readyAfter, PeakBytes(edge), times[times.Count / 2], times[^1]);
    }

    private static async Task FillAsync(ApiServer server, int ingresses, int services, Pod old, Pod fresh)
    {
        await server.Apply.YamlAsync("apiVersion: v1\nkind: Namespace\nmetadata: { name: bench }");
        var pods = new Pods(server, "bench");
        foreach (var (service, pod) in new[] { ("old", old), ("new", fresh) })
        {
            await pods.ServiceAsync(service);
            await pods.PublishAsync(service, [pod]);
        }

        await EachAsync(
            services - 2,
            async i =>
            {
                await pods.ServiceAsync($"service-{i}");
                await pods.PublishAsync($"service-{i}", [$"198.51.{100 + (i / 250)}.{1 + (i % 250)}"]);
            }
        );
        await server.Apply.YamlAsync(Ingress("subject", "subject.test", "old"), "bench");
        await EachAsync(
            ingresses - 1,
            i => server.Apply.YamlAsync(Ingress($"app-{i}", $"h{i}.test", $"service-{i % (services - 2)}"), "bench")
        );
    }

    private static Task EachAsync(int count, Func<int, Task> act) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (i, _) => await act(i)
        );

    private static async Task<TimeSpan> ChangeAsync(ApiServer server, RawClient client, string service)
    {
        await server.Apply.YamlAsync(Ingress("subject", "subject.test", service), "bench");
        var applied = Stopwatch.GetTimestamp();
        while (true)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: subject.test\r\n\r\n");
            var response = await client.ReadResponseAsync();
            var elapsed = Stopwatch.GetElapsedTime(applied);
            if (response.Text == $"{service}-1")
                return elapsed;
            if (elapsed > StartTime)
                throw new TimeoutException($"{service} is not served");
        }
    }

    private static async Task ReadyAsync(ChildProcess edge, int adminPort)
    {
        using var admin = new HttpClient();
        await Readiness.UntilAsync(
            async () =>
            {
                if (edge.HasExited)
                    throw new InvalidOperationException($"serinus ended:\n{edge.Output}");
                try
                {
                    using var response = await admin.GetAsync($"http://127.0.0.1:{adminPort}/readyz");
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            StartTime,
            () => $"serinus is not ready:\n{edge.Output}"
        );
    }

    private static long PeakBytes(ChildProcess edge)
    {
        var line = File.ReadLines($"/proc/{edge.Id}/status").Single(line => line.StartsWith("VmHWM:"));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;
    }

    private static string Ingress(string name, string host, string service) =>
        $$"""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: {{name}} }
            spec:
              rules:
              - host: {{host}}
                http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: {{service}}, port: { number: 80 } } } }] }
            """;
}
