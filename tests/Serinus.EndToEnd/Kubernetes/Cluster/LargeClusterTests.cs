using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes.Cluster;

/// <summary>A cluster of 5 000 Ingresses and 2 000 Services is read whole, and within the memory a pod is given. No request is sent: its endpoints are addresses of nobody.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public class LargeClusterTests(ITestOutputHelper output)
{
    private const int Ingresses = 5_000;
    private const int Services = 2_000;
    private const int WritersMax = 16;
    private const long MemoryBytesMax = 300L << 20;

    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Five_thousand_Ingresses_are_read_and_then_one_more()
    {
        await using var server = await ApiServer.StartAsync();
        var ns = await server.NewNamespaceAsync("large");
        await FillAsync(server, ns);
        var began = Stopwatch.GetTimestamp();
        await using var edge = await ClusterEdge.StartOldAsync(server.Kubeconfig);
        output.WriteLine($"ready after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.00} s");

        Assert.Equal(Ingresses, await RoutesAsync(edge));

        began = Stopwatch.GetTimestamp();
        await MakeAsync(server, "/apis/networking.k8s.io/v1", ns, "ingresses", Ingress("one-more", "app-0"));
        await Readiness.UntilAsync(
            async () => await RoutesAsync(edge) > Ingresses,
            patience,
            () => $"the last Ingress is not served:\n{edge.Child.Output}"
        );
        output.WriteLine($"one more after {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
        output.WriteLine($"memory {edge.ResidentBytes() >> 20} MiB, at most {edge.PeakBytes() >> 20} MiB");

        Assert.InRange(edge.PeakBytes(), 0, MemoryBytesMax);
    }

    private static async Task FillAsync(ApiServer server, string ns)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = WritersMax };
        await Parallel.ForAsync(
            0,
            Services,
            parallel,
            async (i, _) =>
            {
                await MakeAsync(server, "/api/v1", ns, "services", Service($"app-{i}"));
                await MakeAsync(server, "/apis/discovery.k8s.io/v1beta1", ns, "endpointslices", Slice($"app-{i}", i));
            }
        );
        await Parallel.ForAsync(
            0,
            Ingresses,
            parallel,
            async (i, _) =>
                await MakeAsync(
                    server,
                    "/apis/networking.k8s.io/v1",
                    ns,
                    "ingresses",
                    Ingress($"app-{i}", $"app-{i % Services}")
                )
        );
    }

    private static async Task MakeAsync(ApiServer server, string version, string ns, string plural, object item)
    {
        using var content = new StringContent(JsonSerializer.Serialize(item), Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync($"{version}/namespaces/{ns}/{plural}", content);
        if (!response.IsSuccessStatusCode)
            Assert.Fail(await response.Content.ReadAsStringAsync());
    }

    private static async Task<int> RoutesAsync(ClusterEdge edge) =>
        JsonSerializer
            .Deserialize<JsonElement>(await edge.AskAsync("/api/v1/routes"))
            .GetProperty("routes")
            .GetArrayLength();

    private static object Service(string name) =>
        new
        {
            metadata = new { name },
            spec = new
            {
                // Two thousand cluster addresses would be all an API server has to give away.
                clusterIP = "None",
                ports = new[]
                {
                    new
                    {
                        name = "http",
                        port = 80,
                        targetPort = 8080,
                    },
                },
            },
        };

    private static object Slice(string service, int number) =>
        new
        {
            metadata = new
            {
                name = $"{service}-1",
                labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = service },
            },
            addressType = "IPv4",
            ports = new[] { new { name = "http", port = 8080 } },
            endpoints = Enumerable
                .Range(1, 3)
                .Select(pod => new { addresses = new[] { $"198.19.{number / 80}.{number % 80 * 3 + pod}" } }),
        };

    private static object Ingress(string name, string service) =>
        new
        {
            metadata = new
            {
                name,
                annotations = new Dictionary<string, string> { ["kubernetes.io/ingress.class"] = "traefik-external" },
            },
            spec = new
            {
                rules = new[]
                {
                    new
                    {
                        host = $"{name}.test",
                        http = new
                        {
                            paths = new[]
                            {
                                new
                                {
                                    path = "/",
                                    pathType = "Prefix",
                                    backend = new { service = new { name = service, port = new { number = 80 } } },
                                },
                            },
                        },
                    },
                },
            },
        };
}
