using System.Text.Json;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Weights are those that were asked for, in their order and pace.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class WeightsTests(SharedApiServer shared)
{
    [Fact]
    public async Task Weights_are_exactly_those_that_were_asked_for()
    {
        await using var site = await RolloutSite.StartAsync(shared, objects: "");
        await Scenarios.AllAsync(
            Steps_go_as_far_as_the_highest_weight(site, "even", "stepWeight: 20, maxWeight: 60", "20", "40", "60"),
            Steps_go_as_far_as_the_highest_weight(site, "odd", "stepWeight: 20, maxWeight: 50", "20", "40", "50"),
            Steps_go_as_far_as_the_highest_weight(site, "list", "stepWeights: [1, 2, 10, 80]", "1", "2", "10", "80"),
            A_run_goes_on_while_the_number_of_pods_changes(site),
            A_suspended_run_keeps_its_weight(site),
            A_version_is_promoted_without_checks_once_its_pods_are_ready(site),
            Checks_are_left_out_in_the_middle_of_a_run(site)
        );
    }

    private static async Task Steps_go_as_far_as_the_highest_weight(
        RolloutSite site,
        string name,
        string steps,
        params string[] weights
    )
    {
        var app = await RolloutApp.StartAsync(site, name, replicas: 2);
        await app.CanaryAsync($"{{ interval: 1s, threshold: 2, {steps} }}");
        await app.PhaseAsync("Initialized");
        await using var load = app.Load(1);
        await app.SetVersionAsync("v2");
        await app.WeightAsync(weights[0]);
        // All its pods were there before anybody was sent to them.
        Assert.Equal(2, await site.ReplicasAsync(name));
        Assert.Equal(2, site.Player.Running.Count(pod => pod.IsReady && pod.Labels["app"] == name));
        await app.PhaseAsync("Succeeded");
        var run = await app.RunAsync(1);
        Assert.Equal(weights, RolloutApp.Weights(run));
        var times = RolloutApp.Told(run, "WeightSet").Select(one => one.At).ToArray();
        Assert.All(
            times.Zip(times.Skip(1), (left, right) => right - left),
            gap => Assert.True(gap >= TimeSpan.FromSeconds(1), $"two weights within {gap}")
        );
        Assert.Equal("v2", await site.VersionAsync($"{name}-primary"));
        await load.StopAsync();
        Assert.Empty(load.Failures);
    }

    private static async Task A_run_goes_on_while_the_number_of_pods_changes(RolloutSite site)
    {
        var app = await StoppedAsync(site, "grows");
        await site.Server.PatchAsync(site.Path("apps/v1", "deployments", app.Name), """{"spec":{"replicas":3}}""");
        await app.ActAsync("promote");
        await app.PhaseAsync("Succeeded");
        Assert.Equal("1", await app.RunsAsync());
        // What was asked for the version under test is meant for what serves.
        Assert.Equal(3, await site.ReplicasAsync("grows-primary"));
        Assert.Equal(["20"], RolloutApp.Weights(await app.RunAsync(1)));
    }

    private static async Task A_suspended_run_keeps_its_weight(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(site, "still", "{ interval: 1s, threshold: 2, stepWeights: [30, 60] }");
        await using var load = app.Load(1);
        await app.SetVersionAsync("v2");
        await app.WeightAsync("30");
        await app.PatchSpecAsync("""{"suspend":true}""");
        await app.SaysAsync("suspended");
        var weight = RolloutApp.Text(await app.StatusAsync(), "canaryWeight");
        // Longer than a step takes.
        await load.FurtherAsync(200);
        Assert.Equal(weight, RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        await app.PatchSpecAsync("""{"suspend":false}""");
        await app.PhaseAsync("Succeeded");
        Assert.Equal("1", await app.RunsAsync());
        Assert.Equal(["30", "60"], RolloutApp.Weights(await app.RunAsync(1)));
    }

    private static async Task A_version_is_promoted_without_checks_once_its_pods_are_ready(RolloutSite site)
    {
        await using var hooks = new HookReceiver();
        hooks.Answer("after", 200);
        var app = await RolloutApp.ReadyAsync(
            site,
            "quick",
            $$"""{ interval: 1s, threshold: 2, stepWeights: [10, 50], webhooks: [{ name: after, type: post-rollout, url: "{{hooks.Url("after")}}" }] }""",
            "skipAnalysis: true"
        );
        await app.SleepsAsync();
        site.Player.Break("quick");
        await app.SetVersionAsync("v2");
        await app.SaysAsync("pods of Deployment quick are ready");
        Assert.Equal("v1", await site.VersionAsync("quick-primary"));
        site.Player.Mend("quick");
        await app.PhaseAsync("Succeeded");
        Assert.Equal("v2", await site.VersionAsync("quick-primary"));
        Assert.Empty(RolloutApp.Weights(await app.RunAsync(1)));
        await hooks.CalledAsync("after", 1);
    }

    private static async Task Checks_are_left_out_in_the_middle_of_a_run(RolloutSite site)
    {
        var app = await StoppedAsync(site, "hurried");
        await app.PatchSpecAsync("""{"skipAnalysis":true}""");
        await app.ActAsync("resume");
        await app.PhaseAsync("Succeeded");
        Assert.Equal("v2", await site.VersionAsync("hurried-primary"));
        Assert.Equal(["20"], RolloutApp.Weights(await app.RunAsync(1)));
    }

    /// <summary>An application whose run stands still at 20 %.</summary>
    internal static async Task<RolloutApp> StoppedAsync(RolloutSite site, string name, string more = "")
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            name,
            "{ interval: 1s, threshold: 2, steps: [{ setWeight: 20 }, { pause: {} }] }",
            more
        );
        await app.SetVersionAsync("v2");
        await app.PausedAsync();
        await app.ServedWeightAsync("20");
        return app;
    }
}
