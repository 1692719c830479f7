using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Whose objects are whose: what somebody else changes, claims too, or wants back.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class OwnershipTests(SharedApiServer shared)
{
    private const string Quick = "{ interval: 1s, threshold: 2, stepWeights: [50] }";

    [Fact]
    public async Task What_others_change_claim_or_want_back_is_handled()
    {
        await using var site = await RolloutSite.StartAsync(shared, objects: "");
        await Scenarios.AllAsync(
            Everything_is_as_before_once_a_Canary_is_deleted(site),
            The_second_of_two_Canaries_of_a_workload_is_told_so(site),
            What_others_change_in_a_run_is_put_right_or_served(site)
        );
    }

    private static async Task Everything_is_as_before_once_a_Canary_is_deleted(RolloutSite site)
    {
        var app = await RolloutApp.StartAsync(site, "leaves", replicas: 2);
        var before = (await site.GetAsync("v1", "services", "leaves")).GetProperty("spec");
        await app.CanaryAsync(
            "{ interval: 1s, threshold: 2, steps: [{ setWeight: 50 }, { pause: {} }] }",
            "revertOnDeletion: true"
        );
        await app.PhaseAsync("Initialized");
        await app.SetVersionAsync("v2");
        await app.ServedWeightAsync("50");
        await app.PausedAsync();
        await app.ActAsync("promote");
        await app.PhaseAsync("Succeeded");
        await using var load = app.Load(1);
        await load.FurtherAsync(20);
        await site.Server.DeleteAsync(site.Path("serinus.dev/v1", "canaries", "leaves"));
        await Readiness.UntilAsync(
            async () => !(await site.NamesAsync("serinus.dev/v1", "canaries")).Contains("leaves"),
            TimeSpan.FromMinutes(1),
            () => $"it is kept by its finalizer: {site.Edge.Child.Output}"
        );
        var after = (await site.GetAsync("v1", "services", "leaves")).GetProperty("spec");
        Assert.Equal(before.GetProperty("selector").GetRawText(), after.GetProperty("selector").GetRawText());
        Assert.Equal(before.GetProperty("ports").GetRawText(), after.GetProperty("ports").GetRawText());
        Assert.Equal(2, await site.ReplicasAsync("leaves"));
        await load.FurtherAsync(100);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        Assert.StartsWith("v2-", (await app.AskAsync()).Text);
    }

    private static async Task The_second_of_two_Canaries_of_a_workload_is_told_so(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(site, "claimed", Quick);
        // Ages of objects have whole seconds.
        var made = (await site.GetAsync("serinus.dev/v1", "canaries", "claimed"))
            .GetProperty("metadata")
            .GetProperty("creationTimestamp")
            .GetDateTimeOffset();
        await Readiness.UntilAsync(
            () => DateTimeOffset.UtcNow > made.AddSeconds(1.1),
            TimeSpan.FromMinutes(1),
            () => "time stands still"
        );
        await site.ApplyAsync(
            $$"""
            apiVersion: serinus.dev/v1
            kind: Canary
            metadata: { name: a-second }
            spec:
              targetRef: { kind: Deployment, name: claimed }
              service: { port: 80, targetPort: 8080, name: other }
              analysis: {{Quick}}
            """
        );
        await site.UntilAsync(
            status =>
                status.TryGetProperty("conditions", out var conditions)
                && conditions
                    .EnumerateArray()
                    .Any(one =>
                        RolloutApp.Text(one, "type") == "Ready"
                        && RolloutApp.Text(one, "status") == "False"
                        && RolloutApp.Text(one, "message")!.Contains("Canary claimed", StringComparison.Ordinal)
                    ),
            "the second is not told",
            "a-second"
        );
        await using var load = app.Load(1);
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("Succeeded");
        Assert.Equal("v2", await site.VersionAsync("claimed-primary"));
    }

    private static async Task What_others_change_in_a_run_is_put_right_or_served(RolloutSite site)
    {
        var app = await WeightsTests.StoppedAsync(site, "edited");
        await using var load = app.Load(1);
        // An Ingress is its owner's: what is written there is served, and the weight stays.
        await site.Server.PatchAsync(
            site.Path("networking.k8s.io/v1", "ingresses", "edited"),
            """
            {"spec":{"rules":[{"host":"edited.test","http":{"paths":[
              {"path":"/","pathType":"Prefix","backend":{"service":{"name":"edited","port":{"number":80}}}},
              {"path":"/only","pathType":"Prefix","backend":{"service":{"name":"edited-canary","port":{"number":80}}}}
            ]}}]}}
            """
        );
        await site.Edge.AnswersAsync(
            app.Host,
            answer => answer.Text.StartsWith("v2-", StringComparison.Ordinal),
            "the added path",
            "/only"
        );
        Assert.InRange(await RequestShare.OfCanaryAsync(app, 100), 15, 25);

        // Services of the rollout are put right: those of its arms, and the one everybody names.
        await SelectAsync(site, "edited-canary", "edited-primary");
        await SelectAsync(site, "edited", "edited");
        await SelectedAsync(site, "edited-canary", "edited");
        await SelectedAsync(site, "edited", "edited-primary");
        await app.ServedWeightAsync("20");
        await app.ActAsync("promote");
        await app.PhaseAsync("Succeeded");
        await SelectAsync(site, "edited", "edited");
        await SelectedAsync(site, "edited", "edited-primary");
        await load.StopAsync();
        Assert.Empty(load.Failures);
    }

    private static Task SelectAsync(RolloutSite site, string service, string pods) =>
        site.Server.PatchAsync(
            site.Path("v1", "services", service),
            JsonSerializer.Serialize(new { spec = new { selector = new { app = pods } } })
        );

    private static Task SelectedAsync(RolloutSite site, string service, string pods) =>
        Readiness.UntilAsync(
            async () =>
                (await site.GetAsync("v1", "services", service))
                    .GetProperty("spec")
                    .GetProperty("selector")
                    .GetProperty("app")
                    .GetString() == pods,
            TimeSpan.FromMinutes(1),
            () => $"Service {service} does not lead to {pods}"
        );
}
