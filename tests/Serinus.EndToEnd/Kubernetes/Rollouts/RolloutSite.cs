using System.Text.Json;
using Serinus.Testbed;
using Serinus.Testbed.Kubernetes;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>An application in a namespace of its own: a Deployment <c>app</c>, an Ingress for <c>app.test</c> that names its Service, and edges that lead rollouts.</summary>
internal sealed class RolloutSite : IAsyncDisposable
{
    public const string Host = "app.test";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly List<ClusterEdge> edges = [];

    private RolloutSite(ApiServer server, string ns, ClusterPlayer player) =>
        (Server, Namespace, Player) = (server, ns, player);

    public ApiServer Server { get; }

    public string Namespace { get; }

    public ClusterPlayer Player { get; }

    /// <summary>The first edge.</summary>
    public ClusterEdge Edge => edges[0];

    public IReadOnlyList<ClusterEdge> Edges => edges;

    /// <summary>Settings of <c>kubernetes.rollouts</c>, as YAML.</summary>
    public string Settings { get; init; } = "{}";

    /// <summary>Who hears of every rollout, as YAML.</summary>
    public string News { get; init; } = "[]";

    /// <summary>Makes the application, and waits until the edge serves it.</summary>
    /// <param name="shared">The API server and the network.</param>
    /// <param name="settings">Settings of <c>kubernetes.rollouts</c>, as YAML.</param>
    /// <param name="objects">Objects in place of the usual ones; with none of them nothing is waited for.</param>
    /// <param name="adminHost">Address of the edge's admin endpoint.</param>
    /// <param name="news">Who hears of every rollout, as YAML.</param>
    public static async Task<RolloutSite> StartAsync(
        SharedApiServer shared,
        string settings = "{}",
        string? objects = null,
        string adminHost = "127.0.0.1",
        string news = "[]"
    )
    {
        await Definitions.InstallAsync(shared.Server);
        var ns = await shared.Server.NewNamespaceAsync("rollout");
        var site = new RolloutSite(shared.Server, ns, new ClusterPlayer(shared.Server, ns, shared.Network))
        {
            Settings = settings,
            News = news,
        };
        try
        {
            await site.ApplyAsync(objects ?? $"{Deployment("v1")}\n---\n{Service}\n---\n{Ingress}");
            await site.AddEdgeAsync(adminHost: adminHost);
            if (objects is not "")
                await site.Edge.AnswersAsync(Host, answer => answer.Status == 200, "served");
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    public const string Service = """
        apiVersion: v1
        kind: Service
        metadata: { name: app }
        spec:
          selector: { app: app }
          ports: [{ name: http, port: 80, targetPort: 8080, protocol: TCP }]
        """;

    public const string Ingress = """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: { name: app }
        spec:
          rules:
          - host: app.test
            http:
              paths: [{ path: /, pathType: Prefix, backend: { service: { name: app, port: { number: 80 } } } }]
        """;

    /// <summary>The Deployment.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="more">Further lines of the container, at its depth.</param>
    /// <param name="replicas">Its pods.</param>
    public static string Deployment(string version, string more = "", int replicas = 2) =>
        $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: app, labels: { app: app } }
            spec:
              replicas: {{replicas}}
              selector: { matchLabels: { app: app } }
              template:
                metadata: { labels: { app: app } }
                spec:
                  containers:
                  - { name: app, image: "registry.test/app:{{version}}", ports: [{ containerPort: 8080, protocol: TCP }]{{more}} }
            """;

    /// <summary>A Canary of the Deployment.</summary>
    /// <param name="analysis">Its analysis, as YAML in one line.</param>
    /// <param name="more">Further lines of its spec.</param>
    public static string Canary(string analysis, string more = "") =>
        $$"""
            apiVersion: serinus.dev/v1
            kind: Canary
            metadata: { name: app }
            spec:
              targetRef: { kind: Deployment, name: app }
              service: { port: 80, targetPort: 8080 }
              analysis: {{analysis}}
              {{more}}
            """;

    public Task ApplyAsync(string yaml) => Server.Apply.YamlAsync(yaml, Namespace);

    /// <summary>Starts another edge.</summary>
    /// <param name="pod">Pod it takes itself to be in.</param>
    /// <param name="settings">Settings of its own of <c>kubernetes.rollouts</c>, as YAML.</param>
    /// <param name="adminHost">Address of its admin endpoint.</param>
    /// <param name="fleet">Settings of <c>fleet</c>, as YAML.</param>
    public async Task<ClusterEdge> AddEdgeAsync(
        string? pod = null,
        string? settings = null,
        string adminHost = "127.0.0.1",
        string fleet = "{}"
    )
    {
        var config = $$"""
            listeners: [{ name: http, address: ":443" }]
            admin: { address: "127.0.0.1:8080" }
            fleet: {{fleet}}
            news: {{News}}
            kubernetes:
              namespaces: [{{Namespace}}]
              rollouts: {{settings ?? Settings}}
            """;
        var edge = await ClusterEdge.StartAsync(
            config,
            Server.Kubeconfig,
            Namespace,
            pod ?? $"pod-{edges.Count}",
            adminHost
        );
        edges.Add(edge);
        return edge;
    }

    /// <summary>Forgets an edge that was ended.</summary>
    public async Task RemoveAsync(ClusterEdge edge)
    {
        edges.Remove(edge);
        await edge.DisposeAsync();
    }

    /// <summary>Gives the Deployment another version.</summary>
    public Task SetVersionAsync(string version) =>
        Server.PatchAsync(
            Path("apps/v1", "deployments", "app"),
            JsonSerializer.Serialize(
                new
                {
                    spec = new
                    {
                        template = new
                        {
                            spec = new
                            {
                                containers = new[]
                                {
                                    new
                                    {
                                        name = "app",
                                        image = $"registry.test/app:{version}",
                                        ports = new[] { new { containerPort = 8080, protocol = "TCP" } },
                                    },
                                },
                            },
                        },
                    },
                }
            )
        );

    public Task<JsonElement> GetAsync(string version, string plural, string name) =>
        Server.GetAsync(Path(version, plural, name));

    /// <summary>Names of the objects of a kind.</summary>
    public async Task<string[]> NamesAsync(string version, string plural)
    {
        var list = await Server.GetAsync(Path(version, plural, "").TrimEnd('/'));
        return
        [
            .. list.GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("metadata").GetProperty("name").GetString()!),
        ];
    }

    /// <summary>Status of the Canary; undefined before there is one.</summary>
    public async Task<JsonElement> StatusAsync(string name = "app")
    {
        var canary = await GetAsync("serinus.dev/v1", "canaries", name);
        return canary.TryGetProperty("status", out var status) ? status : default;
    }

    /// <summary>Waits until the Canary is in a phase.</summary>
    public Task PhaseAsync(string phase, string name = "app") =>
        UntilAsync(status => Text(status, "phase") == phase, $"Canary {name} is not {phase}", name);

    /// <summary>Waits until the status of the Canary is as wanted.</summary>
    public async Task UntilAsync(Func<JsonElement, bool> isSo, string otherwise, string name = "app")
    {
        JsonElement last = default;
        await Readiness.UntilAsync(
            async () =>
            {
                last = await StatusAsync(name);
                return last.ValueKind == JsonValueKind.Object && isSo(last);
            },
            Patience,
            () => $"{otherwise}: {last}\n{Player.Fault}\n{string.Join('\n', edges.Select(edge => edge.Child.Output))}"
        );
    }

    /// <summary>Pods the Deployment, or another one, asks for.</summary>
    public async Task<int> ReplicasAsync(string deployment = "app") =>
        (await GetAsync("apps/v1", "deployments", deployment)).GetProperty("spec").GetProperty("replicas").GetInt32();

    /// <summary>Image of a Deployment's pods, behind the colon.</summary>
    public async Task<string> VersionAsync(string deployment)
    {
        var found = await GetAsync("apps/v1", "deployments", deployment);
        var image = found
            .GetProperty("spec")
            .GetProperty("template")
            .GetProperty("spec")
            .GetProperty("containers")[0]
            .GetProperty("image")
            .GetString()!;
        return image[(image.LastIndexOf(':') + 1)..];
    }

    /// <summary>Annotates the Canary.</summary>
    public Task AnnotateAsync(string name, string value) =>
        Server.PatchAsync(
            Path("serinus.dev/v1", "canaries", "app"),
            JsonSerializer.Serialize(
                new { metadata = new { annotations = new Dictionary<string, string> { [name] = value } } }
            )
        );

    /// <summary>Changes fields of the Canary's spec.</summary>
    public Task PatchSpecAsync(string json) =>
        Server.PatchAsync(Path("serinus.dev/v1", "canaries", "app"), $$"""{"spec":{{json}}}""");

    /// <summary>Reasons of Events of the Canary with their texts, the oldest first.</summary>
    public async Task<(string Reason, string Text)[]> EventsAsync(string name = "app")
    {
        var events = await Server.GetAsync($"/api/v1/namespaces/{Namespace}/events");
        return
        [
            .. events
                .GetProperty("items")
                .EnumerateArray()
                .Where(one =>
                    one.GetProperty("involvedObject").GetProperty("kind").GetString() == "Canary"
                    && one.GetProperty("involvedObject").GetProperty("name").GetString() == name
                )
                .OrderBy(
                    one => one.GetProperty("metadata").GetProperty("creationTimestamp").GetString(),
                    StringComparer.Ordinal
                )
                .Select(one => (one.GetProperty("reason").GetString()!, one.GetProperty("message").GetString()!)),
        ];
    }

    /// <summary>Clients that ask the edge all the time.</summary>
    public SteadyLoad Load(int connections = 4, ClusterEdge? edge = null) =>
        SteadyLoad.Start(
            (edge ?? Edge).HttpsPort,
            connections,
            $"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n",
            TimeSpan.FromMilliseconds(10)
        );

    public static string? Text(JsonElement map, string name) =>
        map.ValueKind == JsonValueKind.Object && map.TryGetProperty(name, out var value) ? value.ToString() : null;

    public string Path(string version, string plural, string name) =>
        $"{(version.Contains('/') ? "/apis" : "/api")}/{version}/namespaces/{Namespace}/{plural}/{name}";

    public async ValueTask DisposeAsync()
    {
        foreach (var edge in edges)
            await edge.DisposeAsync();
        await Player.DisposeAsync();
    }
}
