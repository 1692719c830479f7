using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>One of several applications of a site, each with a Deployment, a Service, an Ingress for <c>NAME.test</c> and a Canary of its name, so that many run side by side.</summary>
/// <param name="site">Where it is.</param>
/// <param name="name">Its name.</param>
internal sealed class RolloutApp(RolloutSite site, string name)
{
    public string Name => name;

    public string Host => $"{name}.test";

    public RolloutSite Site => site;

    /// <summary>Makes it, and waits until it is served.</summary>
    public static async Task<RolloutApp> StartAsync(RolloutSite site, string name, int replicas = 1)
    {
        var app = new RolloutApp(site, name);
        await site.ApplyAsync(app.Workload("v1", replicas));
        await site.ApplyAsync(app.Service());
        await site.ApplyAsync(app.Ingress());
        await site.Edge.AnswersAsync(app.Host, answer => answer.Status == 200, "served");
        return app;
    }

    /// <summary>Makes it with a Canary, and waits until that is initialized.</summary>
    /// <param name="site">Where it is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="analysis">The Canary's analysis, as YAML in one line.</param>
    /// <param name="more">Further lines of the Canary's spec.</param>
    public static async Task<RolloutApp> ReadyAsync(RolloutSite site, string name, string analysis, string more = "")
    {
        var app = await StartAsync(site, name);
        await app.CanaryAsync(analysis, more);
        await app.PhaseAsync("Initialized");
        return app;
    }

    /// <summary>Makes it of a workload of one's own, and waits until it is served.</summary>
    public static async Task<RolloutApp> StartAsync(RolloutSite site, string name, string workload)
    {
        var app = new RolloutApp(site, name);
        await site.ApplyAsync(workload);
        await site.ApplyAsync(app.Service());
        await site.ApplyAsync(app.Ingress());
        await site.Edge.AnswersAsync(app.Host, answer => answer.Status == 200, "served");
        return app;
    }

    public string Workload(string version, int replicas = 1) => Workload(name, version, replicas);

    public static string Workload(string name, string version, int replicas = 1) =>
        $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: {{name}}, labels: { app: {{name}} } }
            spec:
              replicas: {{replicas}}
              selector: { matchLabels: { app: {{name}} } }
              template:
                metadata: { labels: { app: {{name}} } }
                spec:
                  containers:
                  - { name: app, image: "registry.test/app:{{version}}", ports: [{ containerPort: 8080, protocol: TCP }] }
            """;

    public string Service() => Service(name);

    public static string Service(string name, string annotations = "{}") =>
        $$"""
            apiVersion: v1
            kind: Service
            metadata: { name: {{name}}, annotations: {{annotations}} }
            spec:
              selector: { app: {{name}} }
              ports: [{ name: http, port: 80, targetPort: 8080, protocol: TCP }]
            """;

    public string Ingress() =>
        $$"""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: {{name}} }
            spec:
              rules:
              - host: {{Host}}
                http:
                  paths: [{ path: /, pathType: Prefix, backend: { service: { name: {{name}}, port: { number: 80 } } } }]
            """;

    /// <summary>Makes or changes the Canary.</summary>
    public Task CanaryAsync(string analysis, string more = "") =>
        site.ApplyAsync(
            $$"""
            apiVersion: serinus.dev/v1
            kind: Canary
            metadata: { name: {{name}} }
            spec:
              targetRef: { kind: Deployment, name: {{name}} }
              service: { port: 80, targetPort: 8080 }
              analysis: {{analysis}}
              {{more}}
            """
        );

    /// <summary>Gives the Deployment, or another one, another version.</summary>
    public Task SetVersionAsync(string version, string? deployment = null) =>
        site.Server.PatchAsync(
            site.Path("apps/v1", "deployments", deployment ?? name),
            $$"""
            {"spec":{"template":{"spec":{"containers":[
              {"name":"app","image":"registry.test/app:{{version}}","ports":[{"containerPort":8080,"protocol":"TCP"} ] } ] } } } }
            """
        );

    public Task<JsonElement> StatusAsync() => site.StatusAsync(name);

    /// <summary>Waits until the Canary is in a phase.</summary>
    public Task PhaseAsync(string phase) => site.PhaseAsync(phase, name);

    /// <summary>Waits until the version under test has no pods. Those of a version before would stay for as long as new ones are not ready.</summary>
    public Task SleepsAsync() =>
        Readiness.UntilAsync(
            async () =>
                await site.ReplicasAsync(name) == 0 && !site.Player.Running.Any(pod => pod.Labels["app"] == name),
            TimeSpan.FromMinutes(1),
            () => $"{name} still has pods"
        );

    /// <summary>Waits until the canary's weight is so much.</summary>
    public Task WeightAsync(string weight) =>
        UntilAsync(status => Text(status, "canaryWeight") == weight, $"no weight of {weight} %");

    /// <summary>Waits until the canary's weight is so much, and every edge has it.</summary>
    public Task ServedWeightAsync(string weight) =>
        UntilAsync(
            status =>
                Text(status, "canaryWeight") == weight
                && status.GetProperty("weights").GetProperty("programmed") is var programmed
                && Text(programmed, "proxiesAcked") == Text(programmed, "total"),
            $"no edge has a weight of {weight} %"
        );

    public Task UntilAsync(Func<JsonElement, bool> isSo, string otherwise) => site.UntilAsync(isSo, otherwise, name);

    /// <summary>Waits until the message of the status holds some words.</summary>
    public Task SaysAsync(string words) =>
        UntilAsync(
            status => Text(status, "message")?.Contains(words, StringComparison.Ordinal) is true,
            $"it does not say '{words}'"
        );

    /// <summary>Waits until the run stands still at a pause, so that what is asked for next is of that pause.</summary>
    public Task PausedAsync(string step = "") =>
        UntilAsync(
            status =>
                Text(status, "message") is { } text
                && text.Contains(step, StringComparison.Ordinal)
                && text.Contains("waits until somebody", StringComparison.Ordinal),
            $"does not stand still at {(step.Length > 0 ? step : "a pause")}"
        );

    /// <summary>A run that ended, once it was written down.</summary>
    public async Task<JsonElement> RunAsync(int number)
    {
        var path = $"/apis/serinus.dev/v1/namespaces/{site.Namespace}/canaryruns";
        JsonElement found = default;
        await Readiness.UntilAsync(
            async () =>
            {
                var runs = await site.Server.GetAsync(path);
                found = runs.GetProperty("items")
                    .EnumerateArray()
                    .FirstOrDefault(run =>
                        run.GetProperty("spec") is var spec
                        && Text(spec, "canary") == name
                        && Text(spec, "run") == $"{number}"
                    );
                return found.ValueKind == JsonValueKind.Object;
            },
            TimeSpan.FromMinutes(1),
            () => $"run {number} of {name} was not written down"
        );
        return found;
    }

    /// <summary>How often there was a run, once the Canary stands still.</summary>
    public async Task<string> RunsAsync() => Text(await StatusAsync(), "run") ?? "";

    /// <summary>What a run says of one kind of decision, the oldest first: when, and in which words.</summary>
    public static (DateTimeOffset At, string Text)[] Told(JsonElement run, string kind) =>
        [
            .. run.GetProperty("status")
                .GetProperty("timeline")
                .EnumerateArray()
                .Where(entry => Text(entry, "kind") == kind)
                .Select(entry => (entry.GetProperty("at").GetDateTimeOffset(), Text(entry, "text")!)),
        ];

    /// <summary>Weights of a run in their order.</summary>
    public static string[] Weights(JsonElement run) => [.. Told(run, "WeightSet").Select(one => Percent(one.Text))];

    private static string Percent(string text)
    {
        var words = text.Split(' ');
        return words[Array.IndexOf(words, "gets") + 1];
    }

    /// <summary>Waits until an Event of a reason has been written.</summary>
    public async Task<string> EventAsync(string reason)
    {
        string? text = null;
        await Readiness.UntilAsync(
            async () => (text = (await EventsAsync()).FirstOrDefault(one => one.Reason == reason).Text) is not null,
            TimeSpan.FromMinutes(1),
            () => $"there is no Event {reason} of {name}"
        );
        return text!;
    }

    public Task<(string Reason, string Text)[]> EventsAsync() => site.EventsAsync(name);

    /// <summary>Asks for an action, and waits until it was carried out or refused.</summary>
    /// <returns>What became of it.</returns>
    public async Task<string> ActAsync(string action)
    {
        await AnnotateAsync("serinus.dev/action", action);
        var result = "";
        await Readiness.UntilAsync(
            async () =>
            {
                var canary = await site.GetAsync("serinus.dev/v1", "canaries", name);
                var annotations = canary.GetProperty("metadata").GetProperty("annotations");
                result = Text(annotations, "serinus.dev/action-result") ?? "";
                return Text(annotations, "serinus.dev/action") is null
                    && result.Contains(action, StringComparison.Ordinal);
            },
            TimeSpan.FromMinutes(1),
            () => $"{action} was not carried out: {result}"
        );
        return result;
    }

    public Task AnnotateAsync(string annotation, string? value) =>
        site.Server.PatchAsync(
            site.Path("serinus.dev/v1", "canaries", name),
            JsonSerializer.Serialize(
                new { metadata = new { annotations = new Dictionary<string, string?> { [annotation] = value } } }
            )
        );

    /// <summary>Annotates a Service.</summary>
    public Task AnnotateServiceAsync(string service, string annotation, string value) =>
        site.Server.PatchAsync(
            site.Path("v1", "services", service),
            JsonSerializer.Serialize(
                new { metadata = new { annotations = new Dictionary<string, string> { [annotation] = value } } }
            )
        );

    /// <summary>Changes fields of the Canary's spec.</summary>
    public Task PatchSpecAsync(string json) =>
        site.Server.PatchAsync(site.Path("serinus.dev/v1", "canaries", name), $$"""{"spec":{{json}}}""");

    /// <summary>Answer of one request, with further header lines.</summary>
    public Task<RawResponse> AskAsync(params string[] fields) =>
        RawClient.ExchangeAsync(
            site.Edge.HttpsPort,
            $"GET / HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n{string.Concat(fields.Select(field => field + "\r\n"))}\r\n"
        );

    /// <summary>Clients that ask all the time.</summary>
    public SteadyLoad Load(int connections = 2) =>
        SteadyLoad.Start(
            site.Edge.HttpsPort,
            connections,
            $"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n",
            TimeSpan.FromMilliseconds(10)
        );

    public static string? Text(JsonElement map, string field) => RolloutSite.Text(map, field);
}
