using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Rollouts between two Services whose pods somebody else makes, and what people ask of a rollout by annotation. Beside each other in one namespace.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public class PlainServiceTests(SharedApiServer shared)
{
    [Fact]
    public async Task Two_Services_are_rolled_out_as_they_are_and_people_act_by_annotation()
    {
        await using var site = await RolloutSite.StartAsync(shared, objects: "");
        await Scenarios.AllAsync(
            One_annotation_of_an_Ingress_is_enough(site),
            A_Canary_moves_requests_between_two_Services_and_changes_neither(site),
            Everything_that_can_be_asked_for_is_done_once(site)
        );
    }

    private static async Task One_annotation_of_an_Ingress_is_enough(RolloutSite site)
    {
        await TwoAsync(site, "simple", "v1", "v1");
        await site.ApplyAsync(
            Ingress("simple", "serinus.dev/rollout: \"10%, 50% every 1s\"", "simple", "simple-canary")
        );
        var app = new RolloutApp(site, "simple");
        await site.Edge.AnswersAsync(app.Host, answer => answer.Status == 200, "served");
        await app.PhaseAsync("Initialized");
        Assert.Equal(
            "Ingress",
            RolloutApp.Text(
                (await site.GetAsync("serinus.dev/v1", "canaries", "simple"))
                    .GetProperty("metadata")
                    .GetProperty("ownerReferences")[0],
                "kind"
            )
        );
        await using var load = app.Load();
        await load.FurtherAsync(20);

        await app.SetVersionAsync("v2", "simple-canary");
        await app.PhaseAsync("Succeeded");
        var weights = (await app.EventsAsync())
            .Where(one => one.Reason == "WeightSet")
            .Select(one => one.Text)
            .ToArray();
        Assert.Contains(weights, text => text.Contains("10 %"));
        Assert.Contains(weights, text => text.Contains("50 %"));
        Assert.Equal(100, await RequestShare.OfCanaryAsync(app, 100));
        Assert.Equal("v1", await site.VersionAsync("simple"));
        Assert.Equal(1, await site.ReplicasAsync("simple-canary"));

        // Another version of what serves everybody begins at nothing.
        await app.SetVersionAsync("v2", "simple");
        await app.SetVersionAsync("bad-v3", "simple-canary");
        await app.PhaseAsync("Failed");
        // What is decided is written first, and served a moment later.
        await app.ServedWeightAsync("0");
        Assert.Equal(100, await RequestShare.OfCanaryAsync(app, 100));

        await site.Server.PatchAsync(
            site.Path("networking.k8s.io/v1", "ingresses", "simple"),
            """{"metadata":{"annotations":{"serinus.dev/rollout":null}}}"""
        );
        await Readiness.UntilAsync(
            async () => (await site.NamesAsync("serinus.dev/v1", "canaries")).All(name => name != "simple"),
            TimeSpan.FromMinutes(1),
            () => "the Canary stays"
        );
    }

    private static async Task A_Canary_moves_requests_between_two_Services_and_changes_neither(RolloutSite site)
    {
        await TwoAsync(site, "plain", "v1", "bad-v2", "{ serinus.dev/revision: first }");
        await site.ApplyAsync(Ingress("plain", "a: b", "plain"));
        var app = new RolloutApp(site, "plain");
        await site.Edge.AnswersAsync(app.Host, answer => answer.Text.StartsWith("v1-"), "served by v1");
        var before = await site.GetAsync("v1", "services", "plain");
        await using (var load = app.Load())
        {
            await site.ApplyAsync(
                """
                apiVersion: serinus.dev/v1
                kind: Canary
                metadata: { name: plain }
                spec:
                  targetRef: { kind: Service, name: plain-canary }
                  routeRefs: [{ kind: Ingress, name: plain, stable: plain }]
                  analysis: { interval: 1s, threshold: 1, stepWeights: [20, 50] }
                """
            );
            // Its version is not the one that is stable, so it is tried at once, and is no good.
            await app.PhaseAsync("Failed");
        }

        await app.SetVersionAsync("v2", "plain-canary");
        await app.AnnotateServiceAsync("plain-canary", "serinus.dev/revision", "second");
        await using (var load = app.Load())
        {
            await app.PhaseAsync("Succeeded");
            await load.StopAsync();
            Assert.Empty(load.Failures);
        }

        Assert.Equal("second", RolloutApp.Text(await app.StatusAsync(), "stableRevision"));
        Assert.Equal(100, await RequestShare.OfCanaryAsync(app, 100));
        var after = await site.GetAsync("v1", "services", "plain");
        Assert.Equal(
            RolloutApp.Text(before.GetProperty("metadata"), "resourceVersion"),
            RolloutApp.Text(after.GetProperty("metadata"), "resourceVersion")
        );
        Assert.DoesNotContain("plain-primary", await site.NamesAsync("apps/v1", "deployments"));
    }

    private static async Task Everything_that_can_be_asked_for_is_done_once(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "acts",
            "{ interval: 1s, steps: [{ setWeight: 10 }, { pause: { duration: 10m } }] }"
        );
        Assert.StartsWith("refused dance: there is no such action", await app.ActAsync("dance"));
        Assert.StartsWith(
            "refused promote-full zero: promote-full: nothing runs",
            await app.ActAsync("promote-full zero")
        );
        await app.SetVersionAsync("v2");
        await app.ServedWeightAsync("10");

        Assert.StartsWith("done", await app.ActAsync("pause a by mia"));
        await app.SaysAsync("paused by mia");
        Assert.StartsWith("refused", await app.ActAsync("pause b"));
        Assert.StartsWith("done", await app.ActAsync("abort c by mia"));
        await app.PhaseAsync("Failed");
        Assert.Equal("0", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        Assert.Contains("aborted by mia", await app.EventAsync("RolledBack"));
        await app.UntilAsync(_ => site.ReplicasAsync("acts").Result == 0, "its pods are not taken away");

        Assert.StartsWith("done", await app.ActAsync("retry d"));
        await app.ServedWeightAsync("10");
        Assert.Equal("2", RolloutApp.Text(await app.StatusAsync(), "run"));
        Assert.StartsWith("refused", await app.ActAsync("retry e"));
        await app.SaysAsync("goes on at");
        Assert.StartsWith("done", await app.ActAsync("pause f"));
        Assert.StartsWith("done", await app.ActAsync("resume g"));
        await app.PhaseAsync("Succeeded");
        Assert.Equal("v2", await site.VersionAsync("acts-primary"));

        // Back to the version before, without steps and checks; asked again, it is not done again.
        Assert.StartsWith("done", await app.ActAsync("undo h"));
        await app.UntilAsync(status => RolloutApp.Text(status, "run") == "3", "no run goes back");
        await app.PhaseAsync("Succeeded");
        Assert.Equal("v1", await site.VersionAsync("acts"));
        Assert.Equal("v1", await site.VersionAsync("acts-primary"));
        Assert.Contains("was carried out before", await app.ActAsync("undo h"));
        Assert.Equal("3", RolloutApp.Text(await app.StatusAsync(), "run"));

        // A step that waits is ended by promoting.
        await app.SetVersionAsync("v3");
        await app.ServedWeightAsync("10");
        await app.SaysAsync("goes on at");
        Assert.StartsWith("done", await app.ActAsync("promote i"));
        await app.PhaseAsync("Succeeded");
        Assert.Equal("v3", await site.VersionAsync("acts-primary"));
    }

    /// <summary>Deployments and Services <c>NAME</c> and <c>NAME-canary</c>.</summary>
    private static async Task TwoAsync(
        RolloutSite site,
        string name,
        string stable,
        string canary,
        string annotations = "{}"
    )
    {
        await site.ApplyAsync(RolloutApp.Workload(name, stable));
        await site.ApplyAsync(RolloutApp.Workload($"{name}-canary", canary));
        await site.ApplyAsync(RolloutApp.Service(name));
        await site.ApplyAsync(RolloutApp.Service($"{name}-canary", annotations));
    }

    private static string Ingress(string name, string annotation, params string[] services)
    {
        var paths = services.Select(service =>
            $$"""{ path: /, pathType: Prefix, backend: { service: { name: {{service}}, port: { number: 80 } } } }"""
        );
        return $$"""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: {{name}}, annotations: { {{annotation}} } }
            spec:
              rules:
              - host: {{name}}.test
                http: { paths: [{{string.Join(", ", paths)}}] }
            """;
    }
}
