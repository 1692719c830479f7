using System.Text.Json;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>The manifests we ship, applied to a real API server: with the rights they give, and no others, everything works.</summary>
[Collection(KubernetesCollection.Name)]
public class CorrectedManifestsTests(SharedApiServer shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string Manifests = Path.Combine(Repository.Root, "deploy", "manifests");

    [Fact]
    public async Task With_their_own_rights_the_example_canary_is_served_and_reported_back()
    {
        var server = shared.Server;
        await server.Kubectl.RunAsync("apply", "-k", Manifests);
        await server.PatchAsync(
            "/api/v1/namespaces/serinus/services/serinus/status",
            """{"status":{"loadBalancer":{"ingress":[{"hostname":"edge.example.net"}]}}}"""
        );
        var ns = await server.NewNamespaceAsync("shipped");
        var endpoints = new Pods(server, ns);
        using var stable = shared.Network.Start("stable-1");
        using var canary = shared.Network.Start("canary-1");
        foreach (var (service, pod) in new[] { ("shop", stable), ("shop-canary", canary) })
        {
            await endpoints.ServiceAsync(service);
            await endpoints.PublishAsync(service, [pod]);
        }

        await server.Kubectl.ApplyAsync(Ingress("shop", "shop: 90%\\nshop-canary: 10%"), "-n", ns);
        await server.Kubectl.ApplyAsync(Ingress("broken", "shop: a lot"), "-n", ns);
        await using var edge = await ClusterEdge.StartAsync(
            await EdgeFileAsync(server),
            server.KubeconfigFor(await server.ServiceAccountTokenAsync("serinus", "serinus")),
            "serinus"
        );

        var counts = await RequestCount.ByServiceAsync(edge.HttpPort, "shop.example.com", 1000);
        Assert.Equal((900, 100), (counts.GetValueOrDefault("stable"), counts.GetValueOrDefault("canary")));

        var state = JsonSerializer.Deserialize<JsonElement>(await edge.AskAsync("/api/v1/kubernetes"));
        // Gateway API is not installed here, and what is not there needs no right.
        Assert.Equal(0, state.GetProperty("missingRights").GetArrayLength());
        await StatusAsync(server, edge, ns, "shop", "edge.example.net");
        await Readiness.UntilAsync(
            async () => (await EventsAsync(server, ns)).Contains("a lot", StringComparison.Ordinal),
            Patience,
            () => $"nothing is told of the broken Ingress:\n{edge.Child.Output}"
        );
        var lease = await server.GetAsync(
            "/apis/coordination.k8s.io/v1/namespaces/serinus/leases/serinus-ingress-controller"
        );
        Assert.NotEmpty(lease.GetProperty("spec").GetProperty("holderIdentity").GetString()!);
        Assert.DoesNotContain("no right", edge.Child.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_replica_that_writes_is_killed_another_goes_on()
    {
        var server = shared.Server;
        await server.Kubectl.RunAsync("apply", "-k", Manifests);
        await server.PatchAsync(
            "/api/v1/namespaces/serinus/services/serinus/status",
            """{"status":{"loadBalancer":{"ingress":[{"hostname":"first.example.net"}]}}}"""
        );
        var ns = await server.NewNamespaceAsync("replicas");
        await new Pods(server, ns).ServiceAsync("shop");
        await server.Apply.YamlAsync(Ingress("replicated", "shop: 100%"), ns);
        var config = await EdgeFileAsync(server);
        var kubeconfig = server.KubeconfigFor(await server.ServiceAccountTokenAsync("serinus", "serinus"));
        await using var first = await ClusterEdge.StartAsync(config, kubeconfig, "serinus");
        await StatusAsync(server, first, ns, "replicated", "first.example.net");
        await using var second = await ClusterEdge.StartAsync(config, kubeconfig, "serinus");

        first.Child.Signal(Signal.Kill);
        await server.PatchAsync(
            "/api/v1/namespaces/serinus/services/serinus/status",
            """{"status":{"loadBalancer":{"ingress":[{"hostname":"second.example.net"}]}}}"""
        );

        await StatusAsync(server, second, ns, "replicated", "second.example.net");
    }

    private static async Task<string> EdgeFileAsync(ApiServer server)
    {
        var map = await server.GetAsync("/api/v1/namespaces/serinus/configmaps/serinus");
        return map.GetProperty("data").GetProperty("edge.yaml").GetString()!;
    }

    private static Task StatusAsync(ApiServer server, ClusterEdge edge, string ns, string ingress, string hostname) =>
        Readiness.UntilAsync(
            async () =>
            {
                var found = await server.GetAsync($"/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses/{ingress}");
                return found.GetProperty("status").GetRawText().Contains(hostname, StringComparison.Ordinal);
            },
            Patience,
            () => $"{ingress} has no status {hostname}:\n{edge.Child.Output}"
        );

    private static async Task<string> EventsAsync(ApiServer server, string ns) =>
        (await server.GetAsync($"/api/v1/namespaces/{ns}/events")).GetRawText();

    private static string Ingress(string name, string weights) =>
        $$"""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: {{name}}
              annotations: { serinus.dev/weights: "{{weights}}" }
            spec:
              ingressClassName: serinus
              rules:
              - host: {{name}}.example.com
                http:
                  paths:
                  - { path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }
                  - { path: /, pathType: Prefix, backend: { service: { name: shop-canary, port: { number: 80 } } } }
            """;
}
