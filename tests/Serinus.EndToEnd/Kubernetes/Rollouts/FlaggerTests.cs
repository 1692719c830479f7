using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Objects of Flagger are acted on as they are, once no Flagger does.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class FlaggerTests(SharedApiServer shared) : IAsyncDisposable
{
    private readonly HookReceiver tester = new();

    [Fact]
    public async Task A_Canary_of_Flagger_is_rolled_out_as_it_is_once_no_Flagger_leads()
    {
        foreach (var path in (string[])["pre", "load", "load-post", "dev", "on-call"])
            tester.Answer(path, 200);
        await FlaggerObjects.InstallAsync(shared.Server);
        var ofFlagger = await shared.Server.NewNamespaceAsync("flagger");
        await shared.Server.Apply.YamlAsync(FlaggerObjects.Lease(DateTimeOffset.UtcNow), ofFlagger);
        await using var site = await RolloutSite.StartAsync(
            shared,
            $"{{ flagger: true, flaggerNamespace: {ofFlagger} }}",
            ""
        );
        await using var prometheus = await PrometheusProcess.StartAsync(site.Edge.AdminPort);
        var app = await RolloutApp.StartAsync(site, "podinfo");
        await site.ApplyAsync(FlaggerObjects.Template(prometheus.Url));
        await site.ApplyAsync(FlaggerObjects.Provider("dev", tester.Url("dev")));
        await site.ApplyAsync(FlaggerObjects.Provider("on-call", tester.Url("on-call")));
        await site.ApplyAsync(FlaggerObjects.Canary("podinfo", tester.Url("").TrimEnd('/')));

        // A Flagger leads: nothing is touched.
        await site.Edge.ProblemAsync("a Flagger that leads", "not acted on", "flagger-7d9c", ofFlagger);
        Assert.Empty(await site.NamesAsync("serinus.dev/v1", "canaries"));

        await shared.Server.Apply.YamlAsync(FlaggerObjects.Lease(DateTimeOffset.UtcNow.AddMinutes(-10)), ofFlagger);
        await FlaggerPhaseAsync(site, "Initialized");
        await using var load = app.Load();
        await load.FurtherAsync(20);
        await app.SetVersionAsync("v2");
        await FlaggerPhaseAsync(site, "Succeeded");
        await site.Server.Kubectl.RunAsync(
            "wait",
            "canaries.flagger.app/podinfo",
            "--for=condition=promoted",
            "--timeout=10s",
            "-n",
            site.Namespace
        );
        Assert.Equal("v2", await site.VersionAsync("podinfo-primary"));
        Assert.Equal(0, await site.ReplicasAsync("podinfo"));
        await load.StopAsync();
        Assert.Empty(load.Failures);
        var weights = (await app.EventsAsync()).Where(one => one.Reason == "WeightSet").Select(one => one.Text);
        Assert.Collection(weights, one => Assert.Contains("25 %", one), one => Assert.Contains("50 %", one));
        Assert.Single(tester.Sent("pre"));
        Assert.Equal("bash", RolloutApp.Text(tester.Sent("pre")[0].GetProperty("metadata"), "type"));
        Assert.NotEmpty(tester.Sent("load"));
        Assert.NotEmpty(tester.Sent("load-post"));
        Assert.All(tester.Sent("dev"), message => Assert.Equal("dev-alerts", RolloutApp.Text(message, "channel")));
        Assert.NotEmpty(tester.Sent("dev"));
        Assert.Empty(tester.Sent("on-call"));

        // One that is no good goes back, and whoever is on call hears of it, once.
        await using var again = app.Load();
        await app.SetVersionAsync("bad-v3");
        await FlaggerPhaseAsync(site, "Failed");
        await tester.CalledAsync("on-call", 1);
        Assert.Equal("0", RolloutApp.Text(await FlaggerStatusAsync(site), "canaryWeight"));
        Assert.Equal("v2", await site.VersionAsync("podinfo-primary"));

        // Whoever turns Flagger on again has it lead.
        await shared.Server.Apply.YamlAsync(FlaggerObjects.Lease(DateTimeOffset.UtcNow), ofFlagger);
        await app.SaysAsync("Flagger leads");
        await app.SetVersionAsync("v4");
        await site.Edge.ProblemAsync("a Flagger that leads again", "not acted on", "flagger-7d9c");
        Assert.Equal(0, await site.ReplicasAsync("podinfo"));
    }

    public ValueTask DisposeAsync() => tester.DisposeAsync();

    private static async Task<JsonElement> FlaggerStatusAsync(RolloutSite site)
    {
        var canary = await site.GetAsync("flagger.app/v1beta1", "canaries", "podinfo");
        return canary.TryGetProperty("status", out var status) ? status : default;
    }

    private static async Task FlaggerPhaseAsync(RolloutSite site, string phase)
    {
        JsonElement last = default;
        await Readiness.UntilAsync(
            async () => RolloutApp.Text(last = await FlaggerStatusAsync(site), "phase") == phase,
            TimeSpan.FromMinutes(1),
            () => $"the Canary of Flagger is not {phase}: {last}\n{site.Edge.Child.Output}"
        );
    }
}
