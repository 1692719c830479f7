namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>A Deployment is rolled out: taken over without a failed request, moved by evidence, promoted or taken back.</summary>
[Collection(KubernetesCollection.Name)]
public class WorkloadTests(SharedApiServer shared)
{
    private const string Quick =
        "{ interval: 1s, threshold: 2, stepWeights: [20, 50], metrics: [{ name: request-success-rate, thresholdRange: { min: 95 }, interval: 2s }] }";

    [Fact]
    [Trait("Speed", "slow")]
    public async Task A_good_version_goes_step_by_step_to_everybody_and_nobody_notices()
    {
        await using var site = await RolloutSite.StartAsync(shared);
        await using var load = site.Load();
        await load.FurtherAsync(20);

        await site.ApplyAsync(RolloutSite.Canary(Quick));
        await site.PhaseAsync("Initialized");

        Assert.Equal(0, await site.ReplicasAsync());
        Assert.Equal(2, await site.ReplicasAsync("app-primary"));
        var apex = await site.GetAsync("v1", "services", "app");
        Assert.Equal("app-primary", apex.GetProperty("spec").GetProperty("selector").GetProperty("app").GetString());
        await load.FurtherAsync(50);

        await site.SetVersionAsync("v2");
        await site.UntilAsync(status => RolloutSite.Text(status, "canaryWeight") == "20", "no step of 20 %");
        Assert.Equal(2, await site.ReplicasAsync());
        await site.UntilAsync(status => RolloutSite.Text(status, "canaryWeight") == "50", "no step of 50 %");
        await site.PhaseAsync("Succeeded");

        Assert.Equal("v2", await site.VersionAsync("app-primary"));
        Assert.Equal(0, await site.ReplicasAsync());
        await load.FurtherAsync(50);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        Assert.Contains(load.Bodies.Keys, body => body.StartsWith("v2-", StringComparison.Ordinal));
        await site.Server.Kubectl.RunAsync(
            "wait",
            "canary/app",
            "--for=condition=promoted",
            "--timeout=10s",
            "-n",
            site.Namespace
        );
        string[] told = [.. (await site.EventsAsync()).Select(one => one.Reason)];
        Assert.Equal(told.Length, (await site.EventsAsync()).Distinct().Count());
        Assert.Contains("Initialized", told);
        Assert.Contains("RunStarted", told);
        Assert.Contains("Promoted", told);
        var runs = await site.Server.GetAsync($"/apis/serinus.dev/v1/namespaces/{site.Namespace}/canaryruns");
        var run = Assert.Single(runs.GetProperty("items").EnumerateArray());
        Assert.Equal("Promoted", run.GetProperty("status").GetProperty("result").GetString());
    }
}
