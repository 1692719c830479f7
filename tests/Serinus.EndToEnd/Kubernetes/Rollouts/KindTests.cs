using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Workloads of every kind are rolled out, with what scales them, by copies that stay or change places.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class KindTests(SharedApiServer shared)
{
    private const string Quick = "{ interval: 1s, threshold: 2, stepWeights: [50] }";

    [Fact]
    public async Task Every_kind_of_workload_and_of_autoscaler_is_rolled_out()
    {
        await shared.Server.Apply.YamlAsync(ScaledObjects);
        await using var site = await RolloutSite.StartAsync(shared, objects: "");
        await Scenarios.AllAsync(
            A_workload_is_rolled_out(site, "DaemonSet", "daemon"),
            A_workload_is_rolled_out(site, "StatefulSet", "state"),
            Two_copies_change_places(site),
            The_primary_gets_a_copy_of_the_autoscaler(site),
            Keda_sleeps_between_runs(site)
        );
    }

    private static async Task A_workload_is_rolled_out(RolloutSite site, string kind, string name)
    {
        var plural = kind == "DaemonSet" ? "daemonsets" : "statefulsets";
        var app = await RolloutApp.StartAsync(site, name, Workload(kind, name, "v1"));
        await using var load = app.Load(1);
        await site.ApplyAsync(Canary(name, kind, Quick));
        await app.PhaseAsync("Initialized");
        await GoneAsync(site, name);
        await site.ApplyAsync(Workload(kind, name, "v2"));
        await app.WeightAsync("50");
        await app.PhaseAsync("Succeeded");
        await GoneAsync(site, name);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        Assert.StartsWith("v2-", (await app.AskAsync()).Text);
        var primary = await site.GetAsync("apps/v1", plural, $"{name}-primary");
        Assert.Contains("app:v2", primary.GetProperty("spec").GetProperty("template").GetRawText());
    }

    private static async Task Two_copies_change_places(RolloutSite site)
    {
        var app = await RolloutApp.StartAsync(site, "swaps", replicas: 2);
        await using var load = app.Load(1);
        await app.CanaryAsync(
            Quick,
            "promotion: { mode: swap }\n  scaling: { canary: matchWeight, scaleDownDelaySeconds: 3 }"
        );
        await app.PhaseAsync("Initialized");
        await app.SetVersionAsync("v2");
        await app.WeightAsync("50");
        Assert.Equal(1, await site.ReplicasAsync("swaps-canary"));
        await app.PhaseAsync("Succeeded");
        // What was tested serves, with the pods for it; what served before stays a while, and makes room for the next.
        Assert.Equal(2, await site.ReplicasAsync("swaps-canary"));
        Assert.Equal(2, await site.ReplicasAsync("swaps-primary"));
        Assert.Equal("v1", await site.VersionAsync("swaps-primary"));
        Assert.StartsWith("v2-", (await app.AskAsync()).Text);
        await GoneAsync(site, "swaps-primary");

        await app.SetVersionAsync("v3");
        await app.UntilAsync(
            status => RolloutApp.Text(status, "run") == "2" && RolloutApp.Text(status, "phase") == "Succeeded",
            "does not change places again"
        );
        Assert.Equal("v3", await site.VersionAsync("swaps-primary"));
        Assert.Equal("v2", await site.VersionAsync("swaps-canary"));
        Assert.StartsWith("v3-", (await app.AskAsync()).Text);
        Assert.Equal(0, await site.ReplicasAsync("swaps"));
        await load.StopAsync();
        Assert.Empty(load.Failures);
        await Readiness.UntilAsync(
            async () =>
                (await site.GetAsync("v1", "services", "swaps"))
                    .GetProperty("spec")
                    .GetProperty("selector")
                    .GetProperty("app")
                    .GetString() == "swaps-primary",
            TimeSpan.FromMinutes(1),
            () => "the Service everybody names does not lead to what serves"
        );
    }

    private static async Task The_primary_gets_a_copy_of_the_autoscaler(RolloutSite site)
    {
        await site.ApplyAsync(
            """
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: { name: scaled }
            spec:
              scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: scaled }
              minReplicas: 2
              maxReplicas: 4
              targetCPUUtilizationPercentage: 80
            """
        );
        var app = await RolloutApp.StartAsync(site, "scaled", replicas: 2);
        await app.CanaryAsync(
            Quick,
            "autoscalerRef: { apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, name: scaled, primaryScalerReplicas: { minReplicas: 3, maxReplicas: 9 } }"
        );
        await app.PhaseAsync("Initialized");
        var copy = (await site.GetAsync("autoscaling/v1", "horizontalpodautoscalers", "scaled-primary")).GetProperty(
            "spec"
        );
        Assert.Equal("scaled-primary", copy.GetProperty("scaleTargetRef").GetProperty("name").GetString());
        Assert.Equal((3, 9), (copy.GetProperty("minReplicas").GetInt32(), copy.GetProperty("maxReplicas").GetInt32()));
        await using var load = app.Load(1);
        await app.SetVersionAsync("v2");
        await app.WeightAsync("50");
        Assert.Equal(2, await site.ReplicasAsync("scaled"));
        await app.PhaseAsync("Succeeded");

        await app.PatchSpecAsync("""{"autoscalerRef":null}""");
        await Readiness.UntilAsync(
            async () =>
                !(await site.NamesAsync("autoscaling/v1", "horizontalpodautoscalers")).Contains("scaled-primary"),
            TimeSpan.FromMinutes(1),
            () => "the copy of the autoscaler stays"
        );
        Assert.Contains("scaled", await site.NamesAsync("autoscaling/v1", "horizontalpodautoscalers"));
    }

    private static async Task Keda_sleeps_between_runs(RolloutSite site)
    {
        await site.ApplyAsync(
            """
            apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata: { name: keda }
            spec:
              scaleTargetRef: { name: keda }
              minReplicaCount: 1
              maxReplicaCount: 3
              triggers: [{ type: prometheus, name: rate, metadata: { query: one } }]
            """
        );
        var app = await RolloutApp.StartAsync(site, "keda");
        await app.CanaryAsync(
            "{ interval: 1s, threshold: 2, steps: [{ setWeight: 50 }, { pause: {} }] }",
            "autoscalerRef: { kind: ScaledObject, name: keda, primaryScalerQueries: { rate: two } }"
        );
        await app.PhaseAsync("Initialized");
        await PausedAsync(site, "0");
        var copy = await site.GetAsync("keda.sh/v1alpha1", "scaledobjects", "keda-primary");
        Assert.Contains("two", copy.GetProperty("spec").GetProperty("triggers").GetRawText());
        await app.SetVersionAsync("v2");
        await app.ServedWeightAsync("50");
        await PausedAsync(site, null);
        await app.ActAsync("abort");
        await PausedAsync(site, "0");
        await app.ActAsync("retry");
        await app.ServedWeightAsync("50");
        await PausedAsync(site, null);
        await app.ActAsync("promote-full");
        await app.PhaseAsync("Succeeded");
        await PausedAsync(site, "0");
    }

    private static Task PausedAsync(RolloutSite site, string? pods)
    {
        string? found = "";
        return Readiness.UntilAsync(
            async () =>
            {
                var keda = await site.GetAsync("keda.sh/v1alpha1", "scaledobjects", "keda");
                found = keda.GetProperty("metadata").TryGetProperty("annotations", out var annotations)
                    ? RolloutApp.Text(annotations, "autoscaling.keda.sh/paused-replicas")
                    : null;
                return found == pods;
            },
            TimeSpan.FromMinutes(1),
            () => $"KEDA is paused at '{found}', not '{pods}'"
        );
    }

    /// <summary>Waits until no pod of a workload runs.</summary>
    private static Task GoneAsync(RolloutSite site, string name) =>
        Readiness.UntilAsync(
            () => !site.Player.Running.Any(pod => pod.Labels["app"] == name),
            TimeSpan.FromMinutes(1),
            () => $"{name} still has pods"
        );

    private static string Canary(string name, string kind, string analysis) =>
        $$"""
            apiVersion: serinus.dev/v1
            kind: Canary
            metadata: { name: {{name}} }
            spec:
              targetRef: { kind: {{kind}}, name: {{name}} }
              service: { port: 80, targetPort: 8080 }
              analysis: {{analysis}}
            """;

    private static string Workload(string kind, string name, string version) =>
        $$"""
            apiVersion: apps/v1
            kind: {{kind}}
            metadata: { name: {{name}}, labels: { app: {{name}} } }
            spec:
              selector: { matchLabels: { app: {{name}} } }
              {{(kind == "StatefulSet" ? $"serviceName: {name}" : "")}}
              template:
                metadata: { labels: { app: {{name}} } }
                spec:
                  containers:
                  - { name: app, image: "registry.test/app:{{version}}", ports: [{ containerPort: 8080, protocol: TCP }] }
            """;

    private const string ScaledObjects = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: scaledobjects.keda.sh }
        spec:
          group: keda.sh
          scope: Namespaced
          names: { plural: scaledobjects, singular: scaledobject, kind: ScaledObject, listKind: ScaledObjectList }
          versions:
          - name: v1alpha1
            served: true
            storage: true
            schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
        """;
}
