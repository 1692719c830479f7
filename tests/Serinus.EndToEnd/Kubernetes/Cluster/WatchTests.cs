using System.Collections.Concurrent;
using System.Text.Json;
using Serinus.Providers.Kubernetes.Api;
using Serinus.Routing.Config;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Cluster;

/// <summary>A watch tells of what changes as it changes, whatever else is asked of the API server meanwhile.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class WatchTests(SharedApiServer shared)
{
    private const int Services = 32;
    private const int ChangesOfEach = 60;

    [Fact]
    public async Task A_watch_goes_on_beside_many_requests()
    {
        var server = shared.Server;
        var ns = await server.NewNamespaceAsync("watched");
        for (var i = 0; i < Services; i++)
        {
            await server.Apply.YamlAsync(
                $"apiVersion: v1\nkind: Service\nmetadata: {{ name: s{i} }}\nspec: {{ ports: [{{ name: http, port: 80, protocol: TCP }}] }}",
                ns
            );
        }

        using var api = new ApiConnection(
            Credentials.Read(new KubernetesConfig { Kubeconfig = server.Kubeconfig }),
            TimeProvider.System
        );
        var path = $"/api/v1/namespaces/{ns}/services";
        string from;
        using (var list = await api.SendAsync(ApiRequest.Get(path), CancellationToken.None))
            from = list.Root.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
        var (lines, last) = (0, "");
        var seen = new ConcurrentDictionary<int, bool>();
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(
            () =>
                api.WatchAsync(
                    ApiRequest.Get($"{path}?watch=1&timeoutSeconds=600&resourceVersion={from}"),
                    TimeSpan.FromMinutes(10),
                    line =>
                    {
                        lines++;
                        last = line.ToString();
                        last = last.Length > 300 ? last[..300] : last;
                        if (
                            line.GetProperty("object")
                                .GetProperty("metadata")
                                .TryGetProperty("annotations", out var all)
                            && all.TryGetProperty("change", out var change)
                        )
                            seen.TryAdd(int.Parse(change.GetString()!), true);
                        return null;
                    },
                    stop.Token
                ),
            CancellationToken.None
        );

        await Task.WhenAll(Enumerable.Range(0, Services).Select(ChangeAsync));
        await Readiness.UntilAsync(
            () => Task.FromResult(seen.Count == Services * ChangesOfEach),
            TimeSpan.FromMinutes(1),
            () => $"the watch stands still at {seen.Count} changes ({watching.Status} {lines} {last})"
        );
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        async Task ChangeAsync(int service)
        {
            for (var i = 0; i < ChangesOfEach; i++)
            {
                var change = $"{(service * ChangesOfEach) + i}";
                using var answer = await api.SendAsync(
                    new ApiRequest(
                        HttpMethod.Patch,
                        $"{path}/s{service}",
                        JsonSerializer.SerializeToUtf8Bytes(
                            new { metadata = new { annotations = new { change, text = new string('x', 500) } } }
                        ),
                        ApiRequest.MergePatch
                    ),
                    CancellationToken.None
                );
                Assert.Null(answer.Failure);
            }
        }
    }
}
