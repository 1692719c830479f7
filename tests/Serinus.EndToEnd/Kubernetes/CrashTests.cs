using System.Text.Json;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes;

/// <summary>Whatever is killed in the middle of a thousand changes: in the end the edge serves what the objects say.</summary>
[Collection(KubernetesCollection.Name)]
public class CrashTests
{
    private const int Ingresses = 20;
    private const int Changes = 1000;

    [Fact]
    [Trait("Speed", "slow")]
    public async Task After_a_thousand_changes_and_three_crashes_the_objects_are_served()
    {
        await using var server = await ApiServer.StartAsync();
        var ns = await server.NewNamespaceAsync("crash");
        var endpoints = new Pods(server, ns);
        foreach (var service in new[] { "app", "app-canary" })
        {
            await endpoints.ServiceAsync(service);
            await endpoints.PublishAsync(service, ["198.51.100.7"]);
        }

        var wanted = new int[Ingresses];
        for (var i = 0; i < Ingresses; i++)
            await server.Apply.YamlAsync(Ingress(i, wanted[i] = 10), ns);
        var edge = await OldEdge.StartAsync(server.Kubeconfig);
        try
        {
            var chance = new Random(7);
            for (var change = 0; change < Changes; change++)
            {
                if (change == 250)
                    await server.KillAsync();
                if (change == 500)
                    await server.Etcd.KillAsync();
                if (change == 750)
                    edge = await RestartAsync(edge, server);
                var ingress = chance.Next(Ingresses);
                await ChangeAsync(server, ns, ingress, wanted[ingress] = chance.Next(0, 101), change);
            }

            await Readiness.UntilAsync(
                async () => wanted.SequenceEqual(await ServedAsync(edge)),
                TimeSpan.FromSeconds(60),
                () => $"the edge does not serve what the objects say:\n{edge.Child.Output}"
            );
        }
        finally
        {
            await edge.DisposeAsync();
        }
    }

    private static async Task<OldEdge> RestartAsync(OldEdge edge, ApiServer server)
    {
        edge.Child.Signal(Signal.Kill);
        await edge.DisposeAsync();
        return await OldEdge.StartAsync(server.Kubeconfig);
    }

    /// <summary>Makes a change; where the API server or its store is dead, starts it again first, as whoever watches over it would.</summary>
    private static async Task ChangeAsync(ApiServer server, string ns, int ingress, int canary, int change)
    {
        var path = $"/apis/networking.k8s.io/v1/namespaces/{ns}/ingresses/app-{ingress}";
        var weights = $"app: {100 - canary}%\napp-canary: {canary}%";
        var annotations = new Dictionary<string, string> { ["serinus.dev/weights"] = weights };
        var patch = JsonSerializer.Serialize(new { metadata = new { annotations } });
        if (change is 250)
            await server.StartAgainAsync();
        if (change is 500)
            await server.Etcd.StartAgainAsync();
        await Readiness.UntilAsync(
            async () =>
            {
                try
                {
                    await server.PatchAsync(path, patch);
                    return true;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(60),
            () => $"change {change} is refused:\n{server.Output}"
        );
    }

    /// <summary>Weight of each canary as the edge serves it.</summary>
    private static async Task<IEnumerable<int>> ServedAsync(OldEdge edge)
    {
        var routes = JsonSerializer.Deserialize<JsonElement>(await edge.AskAsync("/api/v1/routes"));
        var served = new int[Ingresses];
        foreach (var route in routes.GetProperty("routes").EnumerateArray())
        {
            var host = route.GetProperty("hosts")[0].GetString()!;
            var canary = route.GetProperty("backends")[1].GetProperty("weight").GetDecimal();
            served[int.Parse(host[1..host.IndexOf('.')])] = (int)canary;
        }

        return served;
    }

    private static string Ingress(int number, int canary) =>
        $$"""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: app-{{number}}
              annotations:
                kubernetes.io/ingress.class: traefik-external
                serinus.dev/weights: "app: {{100 - canary}}%\napp-canary: {{canary}}%"
            spec:
              rules:
              - host: h{{number}}.test
                http:
                  paths:
                  - { path: /, pathType: Prefix, backend: { service: { name: app, port: { number: 80 } } } }
                  - { path: /, pathType: Prefix, backend: { service: { name: app-canary, port: { number: 80 } } } }
            """;
}
