using System.Text.Json;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>The old manifests applied as they are, but for the namespace of the application, and pods behind its two Services.</summary>
internal sealed class OldSite : IAsyncDisposable
{
    private readonly SharedApiServer shared;
    private readonly string ns;
    private readonly Pods endpoints;
    private readonly List<Pod> stable = [];
    private readonly List<Pod> canary = [];
    private int started;

    private OldSite(SharedApiServer shared, string ns)
    {
        (this.shared, this.ns) = (shared, ns);
        endpoints = new Pods(shared.Server, ns);
    }

    public static async Task<OldSite> StartAsync(SharedApiServer shared, int stablePods, int canaryPods = 1)
    {
        var server = shared.Server;
        await server.Apply.YamlAsync("apiVersion: v1\nkind: Namespace\nmetadata: { name: traefik }");
        await server.Kubectl.ApplyAsync(Fixtures.TraefikController());
        var site = new OldSite(shared, await server.NewNamespaceAsync("myapp"));
        await site.endpoints.ServiceAsync("myapp");
        await site.endpoints.ServiceAsync("myapp-canary");
        for (var i = 0; i < stablePods; i++)
            site.stable.Add(site.Start("stable"));
        for (var i = 0; i < canaryPods; i++)
            site.canary.Add(site.Start("canary"));
        await site.PublishAsync();
        await site.WeightsAsync(90, 10);
        return site;
    }

    /// <summary>Kubeconfig with the token of the old service account, as its pods have it.</summary>
    public async Task<string> KubeconfigAsync() =>
        shared.Server.KubeconfigFor(await shared.Server.ServiceAccountTokenAsync("kube-system", "edge-traefik"));

    /// <summary>Applies the canary Ingress with these weights.</summary>
    public Task WeightsAsync(int stableWeight, int canaryWeight) =>
        shared.Server.Kubectl.ApplyAsync(
            Fixtures
                .TraefikIngress()
                .Replace("namespace: myapp", $"namespace: {ns}", StringComparison.Ordinal)
                .Replace("myapp: 90%", $"myapp: {stableWeight}%", StringComparison.Ordinal)
                .Replace("myapp-canary: 10%", $"myapp-canary: {canaryWeight}%", StringComparison.Ordinal)
        );

    /// <summary>Waits until the edge serves these weights and every pod.</summary>
    public Task ServedAsync(OldEdge edge, int stableWeight, int canaryWeight) =>
        Readiness.UntilAsync(
            async () =>
            {
                var routes = JsonSerializer.Deserialize<JsonElement>(await edge.AskAsync("/api/v1/routes"));
                return routes
                    .GetProperty("routes")
                    .EnumerateArray()
                    .Select(route => route.GetProperty("backends"))
                    .Any(backends =>
                        backends.GetArrayLength() == 2
                        && backends[0].GetProperty("weight").GetDecimal() == stableWeight
                        && backends[1].GetProperty("weight").GetDecimal() == canaryWeight
                    );
            },
            TimeSpan.FromSeconds(20),
            () => $"{stableWeight}/{canaryWeight} is not served:\n{edge.Child.Output}"
        );

    /// <summary>Starts one pod more of each Service, then ends the oldest one, as a rolling update does.</summary>
    public async Task ReplacePodsAsync(OldEdge edge)
    {
        var (oldStable, oldCanary) = (stable[0], canary[0]);
        stable.Add(Start("stable"));
        canary.Add(Start("canary"));
        stable.Remove(oldStable);
        canary.Remove(oldCanary);
        await PublishAsync();
        await Readiness.UntilAsync(
            async () =>
            {
                var services = await edge.AskAsync("/api/v1/services");
                return !services.Contains($"{oldStable.Address}:", StringComparison.Ordinal)
                    && !services.Contains($"{oldCanary.Address}:", StringComparison.Ordinal)
                    && services.Contains($"{canary[^1].Address}:", StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(20),
            () => $"the new pods are not served:\n{edge.Child.Output}"
        );
        oldStable.Dispose();
        oldCanary.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await shared.Server.DeleteAsync($"/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses/myapp");
        foreach (var pod in stable.Concat(canary))
            pod.Dispose();
    }

    private Pod Start(string service) => shared.Network.Start($"{service}-{++started}");

    private async Task PublishAsync()
    {
        await endpoints.PublishAsync("myapp", stable);
        await endpoints.PublishAsync("myapp-canary", canary);
    }
}
