using System.Diagnostics;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.ClusterBench;

/// <summary>One size of cluster, from an empty API server to its figures.</summary>
internal static class Round
{
    private const int Changes = 21;
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(300);
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
        {
            // Changes that follow each other at once are gathered; here each comes by itself, as those of people do.
            await Task.Delay(Quiet);
            times.Add(await ChangeAsync(server, client, change % 2 == 0 ? "new" : "old"));
        }

        times.Sort();
        return new RoundResult(readyAfter, Edge.Memory(edge, "VmHWM"), times[times.Count / 2], times[^1]);
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

        await Cluster.EachAsync(
            services - 2,
            async i =>
            {
                await pods.ServiceAsync($"service-{i}");
                await pods.PublishAsync($"service-{i}", [$"198.51.{100 + (i / 250)}.{1 + (i % 250)}"]);
            }
        );
        await server.Apply.YamlAsync(Ingress("subject", "subject.test", "old"), "bench");
        await Cluster.EachAsync(
            ingresses - 1,
            i => server.Apply.YamlAsync(Ingress($"app-{i}", $"h{i}.test", $"service-{i % (services - 2)}"), "bench")
        );
    }

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
        await Edge.UntilAsync(
            edge,
            async () =>
            {
                using var response = await admin.GetAsync($"http://127.0.0.1:{adminPort}/readyz");
                return response.IsSuccessStatusCode;
            },
            StartTime,
            "serinus is not ready"
        );
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
