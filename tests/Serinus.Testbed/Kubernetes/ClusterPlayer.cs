using System.Collections.Concurrent;
using System.Text.Json;

namespace Serinus.Testbed.Kubernetes;

/// <summary>
/// Plays what runs beside an API server in a real cluster, for one namespace: controllers of workloads, kubelets, and the controller of
/// endpoints. A pod is a server that answers with its version, the part of its image behind the colon, and a number: <c>v1-3</c>.
/// </summary>
/// <remarks>Images say how their pods behave: <c>:bad…</c> fails every request, <c>:flaky…</c> one of ten, <c>:slow…</c> takes a second, <c>:never…</c> is never ready.</remarks>
public sealed class ClusterPlayer : IAsyncDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(50);

    // A pod that ends is told so before it does, and goes on answering until everybody has heard of it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly string[] kinds = ["deployments", "statefulsets", "daemonsets"];

    private readonly ApiServer server;
    private readonly string ns;
    private readonly PodNetwork network;
    private readonly Pods endpoints;
    private readonly Dictionary<(string, string), PlayedWorkload> workloads = [];
    private readonly Dictionary<string, string> published = [];
    private readonly ConcurrentDictionary<string, PlayedPod> running = new();
    private readonly ConcurrentBag<Task> ending = [];
    private readonly ConcurrentDictionary<string, bool> broken = new();
    private readonly ConcurrentQueue<string> crashed = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;
    private int pods;

    /// <summary>Begins to play.</summary>
    /// <param name="server">The API server.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="network">Where its pods are.</param>
    public ClusterPlayer(ApiServer server, string ns, PodNetwork network)
    {
        (this.server, this.ns, this.network) = (server, ns, network);
        endpoints = new Pods(server, ns);
        loop = Task.Run(PlayAsync);
    }

    /// <summary>Pods that run now.</summary>
    public IReadOnlyCollection<PlayedPod> Running => [.. running.Values];

    /// <summary>What went wrong while it played, if anything did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Whether pods that are made now are ready at once.</summary>
    public bool MakesReadyPods { get; set; } = true;

    /// <summary>Pods of a workload that are made from now on are never ready.</summary>
    public void Break(string workload) => broken[workload] = true;

    /// <summary>All pods of a workload are ready again.</summary>
    public void Mend(string workload) => broken[workload] = false;

    /// <summary>All pods of a workload end at once, without a word; others take their places, ready unless the workload is broken.</summary>
    public void Crash(string workload) => crashed.Enqueue(workload);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        await Task.WhenAll(ending);
        foreach (var pod in running.Values)
            pod.Server.Dispose();
        stop.Dispose();
    }

    private async Task PlayAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                EndCrashed();
                foreach (var kind in kinds)
                    await PlayKindAsync(kind);
                await PublishAsync();
            }
            catch (HttpRequestException busy)
            {
                // Objects change and go under its hands, and servers are ended in tests: the next turn sees.
                Fault = busy;
            }

            await Task.Delay(Turn, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PlayKindAsync(string kind)
    {
        var list = await server.GetAsync($"/apis/apps/v1/namespaces/{ns}/{kind}");
        var names = new HashSet<string>();
        foreach (var item in list.GetProperty("items").EnumerateArray())
        {
            var name = item.GetProperty("metadata").GetProperty("name").GetString()!;
            names.Add(name);
            if (!workloads.TryGetValue((kind, name), out var workload))
                workloads[(kind, name)] = workload = new PlayedWorkload(kind, name);
            workload.Object = item;
            Reconcile(workload);
            await TellAsync(workload);
        }

        foreach (var gone in workloads.Where(one => one.Key.Item1 == kind && !names.Contains(one.Key.Item2)).ToArray())
        {
            foreach (var pod in gone.Value.Pods.ToArray())
                End(gone.Value, pod);
            workloads.Remove(gone.Key);
        }
    }

    private void EndCrashed()
    {
        while (crashed.TryDequeue(out var name))
        {
            foreach (var workload in workloads.Values.Where(workload => workload.Name == name))
            {
                foreach (var pod in workload.Pods)
                {
                    running.TryRemove(pod.Server.Name, out _);
                    pod.Server.Dispose();
                }

                workload.Pods.Clear();
            }
        }
    }

    /// <summary>New pods first, old ones once the new are ready.</summary>
    private void Reconcile(PlayedWorkload workload)
    {
        var spec = workload.Object.GetProperty("spec");
        var template = spec.GetProperty("template");
        var text = template.GetRawText();
        var wanted = Wanted(workload.Kind, spec);
        if (broken.TryGetValue(workload.Name, out var isBroken) && !isBroken)
        {
            foreach (var pod in workload.Pods)
                pod.IsReady = true;
            broken.TryRemove(workload.Name, out _);
        }

        var current = workload.Pods.Where(pod => pod.Template == text).ToList();
        while (current.Count < wanted)
        {
            var pod = Start(template, text);
            pod.IsReady &= !isBroken;
            current.Add(pod);
            workload.Pods.Add(pod);
        }

        foreach (var surplus in current.Skip(wanted).ToArray())
            End(workload, surplus);
        if (wanted == 0 || current.Take(wanted).All(pod => pod.IsReady))
        {
            foreach (var old in workload.Pods.Where(pod => pod.Template != text).ToArray())
                End(workload, old);
        }
    }

    private static int Wanted(string kind, JsonElement spec)
    {
        if (kind != "daemonsets")
            return spec.TryGetProperty("replicas", out var replicas) ? replicas.GetInt32() : 1;
        var pod = spec.GetProperty("template").GetProperty("spec");
        // There are two nodes, and no labels on them.
        return pod.TryGetProperty("nodeSelector", out _) ? 0 : 2;
    }

    private PlayedPod Start(JsonElement template, string text)
    {
        var image = template.GetProperty("spec").GetProperty("containers")[0].GetProperty("image").GetString()!;
        var version = image[(image.LastIndexOf(':') + 1)..];
        var labels = template.GetProperty("metadata").GetProperty("labels").EnumerateObject();
        var name = $"{version}-{Interlocked.Increment(ref pods)}";
        var pod = new PlayedPod(
            network.Start(name),
            text,
            image,
            labels.ToDictionary(label => label.Name, label => label.Value.GetString()!)
        )
        {
            IsReady = MakesReadyPods && !version.StartsWith("never", StringComparison.Ordinal),
        };
        pod.Server.FailsEvery =
            version.StartsWith("bad", StringComparison.Ordinal) ? 1
            : version.StartsWith("flaky", StringComparison.Ordinal) ? 10
            : 0;
        if (version.StartsWith("slow", StringComparison.Ordinal))
            pod.Server.AnswersAfter = TimeSpan.FromSeconds(1);
        running[name] = pod;
        return pod;
    }

    private void End(PlayedWorkload workload, PlayedPod pod)
    {
        workload.Pods.Remove(pod);
        running.TryRemove(pod.Server.Name, out _);
        ending.Add(EndAsync(pod));
    }

    private async Task EndAsync(PlayedPod pod)
    {
        await Task.Delay(Grace, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        pod.Server.Dispose();
    }

    private async Task TellAsync(PlayedWorkload workload)
    {
        var generation = workload.Object.GetProperty("metadata").GetProperty("generation").GetInt64();
        var text = workload.Object.GetProperty("spec").GetProperty("template").GetRawText();
        var updated = workload.Pods.Count(pod => pod.Template == text);
        var ready = workload.Pods.Count(pod => pod.IsReady);
        var status =
            workload.Kind == "daemonsets"
                ? JsonSerializer.Serialize(
                    new
                    {
                        observedGeneration = generation,
                        desiredNumberScheduled = Wanted(workload.Kind, workload.Object.GetProperty("spec")),
                        currentNumberScheduled = workload.Pods.Count,
                        updatedNumberScheduled = updated,
                        numberAvailable = ready,
                        numberReady = ready,
                        numberMisscheduled = 0,
                    }
                )
                : JsonSerializer.Serialize(
                    new
                    {
                        observedGeneration = generation,
                        replicas = workload.Pods.Count,
                        updatedReplicas = updated,
                        readyReplicas = ready,
                        availableReplicas = ready,
                    }
                );
        if (status == workload.Status)
            return;
        await server.PatchAsync(
            $"/apis/apps/v1/namespaces/{ns}/{workload.Kind}/{workload.Name}/status",
            $$"""{"status":{{status}}}"""
        );
        workload.Status = status;
    }

    private async Task PublishAsync()
    {
        var services = await server.GetAsync($"/api/v1/namespaces/{ns}/services");
        foreach (var service in services.GetProperty("items").EnumerateArray())
        {
            var name = service.GetProperty("metadata").GetProperty("name").GetString()!;
            if (!service.GetProperty("spec").TryGetProperty("selector", out var selector))
                continue;
            var labels = selector.EnumerateObject().ToArray();
            var found = workloads
                .Values.SelectMany(workload => workload.Pods)
                .Where(pod =>
                    labels.All(label =>
                        pod.Labels.TryGetValue(label.Name, out var value) && value == label.Value.GetString()
                    )
                )
                .ToArray();
            string[] ready = [.. found.Where(pod => pod.IsReady).Select(pod => pod.Server.Address)];
            string[] notReady = [.. found.Where(pod => !pod.IsReady).Select(pod => pod.Server.Address)];
            var said = $"{string.Join(',', ready)};{string.Join(',', notReady)}";
            if (published.GetValueOrDefault(name) == said)
                continue;
            await endpoints.PublishAsync(name, ready, notReady);
            published[name] = said;
        }
    }
}
