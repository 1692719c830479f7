using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Pods are there before the requests they are for, and stay as long as they are wanted.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class PodsTests(SharedApiServer shared)
{
    [Fact]
    public async Task Pods_come_before_requests_and_go_after_them()
    {
        await using var site = await RolloutSite.StartAsync(shared, objects: "");
        await Scenarios.AllAsync(
            Pods_that_follow_the_weight_come_before_it(site),
            Stable_gets_its_requests_back_as_its_pods_become_ready(site),
            Pods_of_an_aborted_run_stay_as_long_as_was_asked_for(site),
            A_newer_version_takes_the_place_of_one_on_trial(site),
            One_pod_and_one_header_try_a_version_without_a_weight(site)
        );
    }

    private static async Task Pods_that_follow_the_weight_come_before_it(RolloutSite site)
    {
        var app = await RolloutApp.StartAsync(site, "follows", replicas: 4);
        await app.CanaryAsync(
            "{ interval: 1s, threshold: 2, steps: [{ setWeight: 25 }, { pause: {} }, { setWeight: 75 }, { pause: {} }] }",
            "scaling: { canary: matchWeight }"
        );
        await app.PhaseAsync("Initialized");
        await app.SetVersionAsync("v2");
        await app.ServedWeightAsync("25");
        Assert.Equal(1, await site.ReplicasAsync("follows"));
        await app.PausedAsync("step 2");

        site.Player.Break("follows");
        await app.ActAsync("promote up");
        await ReplicasAsync(site, "follows", 3);
        await app.SaysAsync("pods of Deployment follows are ready");
        Assert.Equal("25", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        site.Player.Mend("follows");
        await app.ServedWeightAsync("75");
        await app.PausedAsync("step 4");
        await app.ActAsync("promote on");
        await app.PhaseAsync("Succeeded");
        Assert.Equal(4, await site.ReplicasAsync("follows-primary"));
        Assert.Equal(0, await site.ReplicasAsync("follows"));
    }

    private static async Task Stable_gets_its_requests_back_as_its_pods_become_ready(RolloutSite site)
    {
        var app = await RolloutApp.StartAsync(site, "moves", replicas: 4);
        await app.CanaryAsync(
            "{ interval: 1s, threshold: 2, steps: [{ setWeight: 75 }, { pause: {} }] }",
            "scaling: { canary: matchWeight, dynamicStable: true }"
        );
        await app.PhaseAsync("Initialized");
        await using var load = app.Load(1);
        await app.SetVersionAsync("v2");
        await app.ServedWeightAsync("75");
        await ReplicasAsync(site, "moves-primary", 1);

        site.Player.Break("moves-primary");
        await app.ActAsync("abort");
        await ReplicasAsync(site, "moves-primary", 4);
        Assert.Equal("75", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        Assert.Equal(3, await site.ReplicasAsync("moves"));
        site.Player.Mend("moves-primary");
        await app.ServedWeightAsync("0");
        await ReplicasAsync(site, "moves", 0);
        Assert.Equal("Failed", RolloutApp.Text(await app.StatusAsync(), "phase"));
        await load.StopAsync();
        Assert.Empty(load.Failures);
    }

    private static async Task Pods_of_an_aborted_run_stay_as_long_as_was_asked_for(RolloutSite site)
    {
        var kept = await WeightsTests.StoppedAsync(site, "kept", "scaling: { abortScaleDownDelaySeconds: 0 }");
        var gone = await WeightsTests.StoppedAsync(site, "gone", "scaling: { abortScaleDownDelaySeconds: 2 }");
        await kept.ActAsync("abort");
        await kept.PhaseAsync("Failed");
        await gone.ActAsync("abort");
        await ReplicasAsync(site, "gone", 0);
        var ended = (await gone.RunAsync(1)).GetProperty("status").GetProperty("endedAt").GetDateTimeOffset();
        Assert.True(DateTimeOffset.UtcNow - ended >= TimeSpan.FromSeconds(2), $"ended at {ended:O}");
        Assert.Equal(1, await site.ReplicasAsync("kept"));
        Assert.Equal("0", RolloutApp.Text(await kept.StatusAsync(), "canaryWeight"));

        await kept.ActAsync("retry");
        await kept.PausedAsync("step 2");
        await kept.ActAsync("abort again");
        await kept.PhaseAsync("Failed");
        await kept.SetVersionAsync("v1");
        await kept.PhaseAsync("Initialized");
        Assert.Equal(0, await site.ReplicasAsync("kept"));
        Assert.Equal(["20"], RolloutApp.Weights(await kept.RunAsync(2)));
    }

    private static async Task A_newer_version_takes_the_place_of_one_on_trial(RolloutSite site)
    {
        var app = await WeightsTests.StoppedAsync(site, "newer");
        await using var load = app.Load(1);
        site.Player.Break("newer");
        await app.SetVersionAsync("v3");
        await app.UntilAsync(status => RolloutApp.Text(status, "run") == "2", "is not overtaken");
        await app.ServedWeightAsync("0");
        var status = await app.StatusAsync();
        Assert.Equal("0", RolloutApp.Text(status, "failedChecks"));
        for (var i = 0; i < 20; i++)
            Assert.StartsWith("v1-", (await app.AskAsync()).Text);
        var first = (await app.RunAsync(1)).GetProperty("status");
        Assert.Equal("Superseded", RolloutApp.Text(first, "result"));

        site.Player.Mend("newer");
        await app.PausedAsync("step 2");
        Assert.DoesNotContain(site.Player.Running, pod => pod.Labels["app"] == "newer" && pod.Image.EndsWith(":v2"));
        Assert.Equal("v1", await site.VersionAsync("newer-primary"));
        await app.ActAsync("promote");
        await app.PhaseAsync("Succeeded");
        Assert.Equal("v3", await site.VersionAsync("newer-primary"));
        await load.StopAsync();
        Assert.Empty(load.Failures);
    }

    private static async Task One_pod_and_one_header_try_a_version_without_a_weight(RolloutSite site)
    {
        var app = await RolloutApp.StartAsync(site, "tester", replicas: 3);
        await app.CanaryAsync(
            "{ interval: 1s, threshold: 2, steps: [{ setCanaryScale: { replicas: 1 } }, { setHeaderRoute: { match: [{ headers: { x-try: { exact: new } } }] } }, { pause: {} }] }"
        );
        await app.PhaseAsync("Initialized");
        await app.SetVersionAsync("v2");
        await TriesAsync(app, "v2");
        Assert.Equal(1, await site.ReplicasAsync("tester"));

        // Neither another leader nor a newer version leaves a way to what is not wanted.
        var other = await site.AddEdgeAsync("second");
        await Readiness.UntilAsync(
            async () => (await other.GetAsync(app.Host)).Status == 200,
            TimeSpan.FromMinutes(1),
            () => $"a second edge does not serve it: {other.Child.Output}"
        );
        await app.ServedWeightAsync("0");
        var tried = await RawClient.ExchangeAsync(
            other.HttpsPort,
            $"GET / HTTP/1.1\r\nHost: {app.Host}\r\nConnection: close\r\nX-Try: new\r\n\r\n"
        );
        Assert.StartsWith("v2-", tried.Text);
        site.Player.Break("tester");
        await app.SetVersionAsync("v3");
        await app.UntilAsync(status => RolloutApp.Text(status, "run") == "2", "is not overtaken");
        await app.ServedWeightAsync("0");
        Assert.StartsWith("v1-", (await app.AskAsync("X-Try: new")).Text);
        site.Player.Mend("tester");
        await TriesAsync(app, "v3");
        await app.ActAsync("abort");
        await app.ServedWeightAsync("0");
        Assert.StartsWith("v1-", (await app.AskAsync("X-Try: new")).Text);

        await app.ActAsync("retry");
        await TriesAsync(app, "v3");
        await app.PausedAsync("step 3");
        await app.ActAsync("promote");
        await app.PhaseAsync("Succeeded");
        Assert.Equal(3, await site.ReplicasAsync("tester-primary"));
        Assert.StartsWith("v3-", (await app.AskAsync()).Text);
    }

    private static async Task TriesAsync(RolloutApp app, string version)
    {
        await Readiness.UntilAsync(
            async () => (await app.AskAsync("X-Try: new")).Text.StartsWith(version, StringComparison.Ordinal),
            TimeSpan.FromMinutes(1),
            () => $"{app.Name} is not tried by its header"
        );
        for (var i = 0; i < 10; i++)
            Assert.StartsWith("v1-", (await app.AskAsync()).Text);
    }

    private static Task ReplicasAsync(RolloutSite site, string workload, int pods) =>
        Readiness.UntilAsync(
            async () => await site.ReplicasAsync(workload) == pods,
            TimeSpan.FromMinutes(1),
            () => $"{workload} has not {pods} pods"
        );
}
