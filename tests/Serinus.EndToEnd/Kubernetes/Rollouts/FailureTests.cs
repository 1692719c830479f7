using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Versions that fail, and pods that do, on either side.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class FailureTests(SharedApiServer shared)
{
    private const string Judged =
        "{ interval: 1s, threshold: 2, stepWeights: [50], metrics: [{ name: request-success-rate, thresholdRange: { min: 97 }, interval: 1s }]";

    [Fact]
    public async Task What_fails_does_no_harm_and_can_be_mended()
    {
        await using var site = await RolloutSite.StartAsync(shared, objects: "");
        await Scenarios.AllAsync(
            A_bad_version_is_taken_back_after_its_failed_checks_and_tried_again_when_somebody_asks(site),
            A_version_that_is_never_ready_gets_nothing(site),
            Nobody_loses_a_version_that_works_when_its_promotion_fails(site),
            A_broken_version_is_mended_by_the_next(site),
            Requests_go_to_stable_when_all_pods_under_test_die(site)
        );
    }

    private static async Task A_bad_version_is_taken_back_after_its_failed_checks_and_tried_again_when_somebody_asks(
        RolloutSite site
    )
    {
        await using var hooks = new HookReceiver();
        hooks.Answer("alarm", 200);
        await site.ApplyAsync(
            $$"""
            apiVersion: serinus.dev/v1
            kind: AlertProvider
            metadata: { name: alarm }
            spec: { type: json, address: "{{hooks.Url("alarm")}}" }
            """
        );
        var app = await RolloutApp.ReadyAsync(
            site,
            "bad",
            $$"""{{Judged}}, alerts: [{ name: alarm, severity: error, providerRef: { name: alarm } }] }"""
        );
        await using var load = app.Load();
        await app.SetVersionAsync("flaky");
        await app.PhaseAsync("Failed");
        var status = await app.StatusAsync();
        Assert.Equal("0", RolloutApp.Text(status, "canaryWeight"));
        // Its second failed check is one too many, unless the evidence of its errors was enough before.
        Assert.InRange(int.Parse(RolloutApp.Text(status, "failedChecks")!), 0, 2);
        await app.SleepsAsync();
        Assert.Equal("v1", await site.VersionAsync("bad-primary"));
        await hooks.CalledAsync("alarm", 1);
        Assert.Equal("RolledBack", RolloutApp.Text(Assert.Single(hooks.Sent("alarm")), "kind"));

        var first = await app.RunAsync(1);
        Assert.Equal(["50"], RolloutApp.Weights(first));
        await app.ActAsync("retry");
        await app.UntilAsync(one => RolloutApp.Text(one, "run") == "2", "is not tried again");
        await app.WeightAsync("50");
        await app.PhaseAsync("Failed");
        Assert.Equal(["50"], RolloutApp.Weights(await app.RunAsync(2)));

        // What was there before needs no trial.
        await app.SleepsAsync();
        await app.SetVersionAsync("v1");
        await app.PhaseAsync("Initialized");
        Assert.Equal("2", await app.RunsAsync());
        Assert.Equal(0, await site.ReplicasAsync("bad"));
    }

    private static async Task A_version_that_is_never_ready_gets_nothing(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "unready",
            "{ interval: 1s, threshold: 2, stepWeights: [50] }",
            "progressDeadlineSeconds: 3"
        );
        await using var load = app.Load(1);
        await app.SetVersionAsync("never");
        await app.PhaseAsync("Failed");
        var run = await app.RunAsync(1);
        Assert.Empty(RolloutApp.Weights(run));
        Assert.Contains("after 3 s", RolloutApp.Text(run.GetProperty("status"), "message"));
        await app.SleepsAsync();
        await load.StopAsync();
        Assert.Empty(load.Failures);
        Assert.All(load.Bodies.Keys, body => Assert.StartsWith("v1-", body));
    }

    private static async Task Nobody_loses_a_version_that_works_when_its_promotion_fails(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "half",
            "{ interval: 1s, threshold: 2, stepWeights: [50] }",
            "progressDeadlineSeconds: 3"
        );
        await using var load = app.Load(1);
        await app.SetVersionAsync("v2");
        await app.WeightAsync("50");
        site.Player.Break("half-primary");
        await app.PhaseAsync("Failed");
        Assert.Contains("half-primary", RolloutApp.Text(await app.StatusAsync(), "message"));
        await app.ServedWeightAsync("100");
        for (var i = 0; i < 20; i++)
            Assert.StartsWith("v2-", (await app.AskAsync()).Text);
        // Its pods stay, as they serve everybody.
        Assert.Equal(1, await site.ReplicasAsync("half"));

        site.Player.Mend("half-primary");
        await app.ActAsync("retry");
        await app.PhaseAsync("Succeeded");
        Assert.Equal("v2", await site.VersionAsync("half-primary"));
        await app.SleepsAsync();
        await load.StopAsync();
        Assert.Empty(load.Failures);
    }

    private static async Task A_broken_version_is_mended_by_the_next(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(site, "sick", "{ interval: 1s, threshold: 2, stepWeights: [50] }");
        site.Player.Break("sick-primary");
        site.Player.Crash("sick-primary");
        await site.Edge.AnswersAsync(app.Host, answer => answer.Status != 200, "down");
        await using var load = app.Load(1);
        await app.SetVersionAsync("v2");
        await app.WeightAsync("50");
        site.Player.Mend("sick-primary");
        await app.PhaseAsync("Succeeded");
        Assert.Equal("v2", await site.VersionAsync("sick-primary"));
        await site.Edge.AnswersAsync(
            app.Host,
            answer => answer.Text.StartsWith("v2-", StringComparison.Ordinal),
            "mended"
        );
    }

    private static async Task Requests_go_to_stable_when_all_pods_under_test_die(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "dies",
            "{ interval: 1s, threshold: 2, steps: [{ setWeight: 50 }, { pause: {} }] }",
            "progressDeadlineSeconds: 2"
        );
        await app.SetVersionAsync("v2");
        await app.ServedWeightAsync("50");
        await using var load = app.Load();
        await load.FurtherAsync(50);
        site.Player.Break("dies");
        site.Player.Crash("dies");
        await load.FurtherAsync(300);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        for (var i = 0; i < 20; i++)
            Assert.StartsWith("v1-", (await app.AskAsync()).Text);
    }
}
