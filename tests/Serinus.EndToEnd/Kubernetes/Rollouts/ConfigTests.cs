using System.Text.Json;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>What ConfigMaps and Secrets hold is part of a version, unless somebody says that it is not.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class ConfigTests(SharedApiServer shared)
{
    private const string Quick = "{ interval: 1s, threshold: 2, stepWeights: [50] }";

    [Fact]
    public async Task Configuration_that_changes_is_rolled_out_and_gone_back_to()
    {
        await using var site = await RolloutSite.StartAsync(shared, objects: "");
        await Scenarios.AllAsync(
            Other_content_is_a_version_and_the_primary_keeps_the_old_until_promotion(site),
            Content_that_changes_in_a_run_is_left_by_everybody_before_its_pods_start_anew(site),
            A_version_comes_back_by_undo_and_within_the_rollback_window_without_steps(site)
        );
    }

    private static async Task Other_content_is_a_version_and_the_primary_keeps_the_old_until_promotion(RolloutSite site)
    {
        var app = await StartAsync(site, "held", Quick);
        Assert.Equal("one", await ContentAsync(site, "held-config-primary"));
        Assert.Equal("b25l", await ContentAsync(site, "held-secret-primary", "secrets"));

        // Nobody wants to know of this one.
        await SetAsync(site, "held-free", "two");
        // What cannot be read is no version: the Secret is gone for a moment.
        await site.Server.DeleteAsync(site.Path("v1", "secrets", "held-secret"));
        await app.SaysAsync("secret/held-secret does not exist");
        Assert.Equal("Initialized", RolloutApp.Text(await app.StatusAsync(), "phase"));
        await site.ApplyAsync(Secret("held"));

        await using var load = app.Load(1);
        await SetAsync(site, "held-config", "two");
        await app.WeightAsync("50");
        Assert.Equal("1", await app.RunsAsync());
        Assert.Equal("one", await ContentAsync(site, "held-config-primary"));
        await app.PhaseAsync("Succeeded");
        Assert.Equal("two", await ContentAsync(site, "held-config-primary"));
        Assert.Equal("v1", await site.VersionAsync("held-primary"));
        Assert.Equal("1", await app.RunsAsync());
    }

    private static async Task Content_that_changes_in_a_run_is_left_by_everybody_before_its_pods_start_anew(
        RolloutSite site
    )
    {
        var app = await StartAsync(
            site,
            "changed",
            "{ interval: 1s, threshold: 2, steps: [{ setWeight: 50 }, { pause: {} }] }"
        );
        await SetVersionAsync(app, "v2");
        await app.ServedWeightAsync("50");
        await using var load = app.Load();
        await load.FurtherAsync(50);
        await SetAsync(site, "changed-config", "two");
        await app.UntilAsync(status => RolloutApp.Text(status, "run") == "2", "is not overtaken");
        await app.ServedWeightAsync("50");
        await load.FurtherAsync(50);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        var first = await app.RunAsync(1);
        Assert.Equal("Superseded", RolloutApp.Text(first.GetProperty("status"), "result"));
        Assert.Equal("0", RolloutApp.Text(await app.StatusAsync(), "failedChecks"));
    }

    private static async Task A_version_comes_back_by_undo_and_within_the_rollback_window_without_steps(
        RolloutSite site
    )
    {
        var app = await StartAsync(site, "back", Quick, "rollbackWindow: { revisions: 2 }");
        await using var load = app.Load(1);
        await SetVersionAsync(app, "v2");
        await app.PhaseAsync("Succeeded");

        await app.SleepsAsync();
        site.Player.Break("back");
        await app.ActAsync("undo first");
        // Not before its pods are ready.
        await app.SaysAsync("pods of Deployment back are ready");
        Assert.Equal("v2", await site.VersionAsync("back-primary"));
        site.Player.Mend("back");
        await app.UntilAsync(
            status => RolloutApp.Text(status, "run") == "2" && RolloutApp.Text(status, "phase") == "Succeeded",
            "does not go back"
        );
        Assert.Equal("v1", await site.VersionAsync("back"));
        Assert.Equal("v1", await site.VersionAsync("back-primary"));
        Assert.Empty(RolloutApp.Weights(await app.RunAsync(2)));

        // The same by applying it.
        await SetVersionAsync(app, "v2");
        await app.UntilAsync(
            status => RolloutApp.Text(status, "run") == "3" && RolloutApp.Text(status, "phase") == "Succeeded",
            "does not go forward again"
        );
        Assert.Empty(RolloutApp.Weights(await app.RunAsync(3)));

        // A version with other configuration than there is now cannot be had by its template alone.
        await SetAsync(site, "back-config", "two");
        await app.UntilAsync(
            status => RolloutApp.Text(status, "run") == "4" && RolloutApp.Text(status, "phase") == "Succeeded",
            "does not take its configuration"
        );
        Assert.StartsWith("refused", await app.ActAsync("undo second"));
        await app.SaysAsync("what they held is not kept");
        Assert.Equal("v2", await site.VersionAsync("back-primary"));
    }

    private static async Task<RolloutApp> StartAsync(RolloutSite site, string name, string analysis, string more = "")
    {
        await site.ApplyAsync($"{Config($"{name}-config")}\n---\n{Secret(name)}\n---\n{Free(name)}");
        var app = await RolloutApp.StartAsync(site, name, Workload(name));
        await app.CanaryAsync(analysis, more);
        await app.PhaseAsync("Initialized");
        return app;
    }

    private static string Config(string name) =>
        $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: {{name}} }
            data: { a: one }
            """;

    private static string Free(string name) =>
        $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: {{name}}-free, annotations: { flagger.app/config-tracking: disabled } }
            data: { a: one }
            """;

    private static string Secret(string name) =>
        $$"""
            apiVersion: v1
            kind: Secret
            metadata: { name: {{name}}-secret }
            data: { a: b25l }
            """;

    private static string Workload(string name) =>
        $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: {{name}}, labels: { app: {{name}} } }
            spec:
              replicas: 1
              selector: { matchLabels: { app: {{name}} } }
              template:
                metadata: { labels: { app: {{name}} } }
                spec:
                  volumes:
                  - { name: config, configMap: { name: {{name}}-config } }
                  containers:
                  - name: app
                    image: registry.test/app:v1
                    ports: [{ containerPort: 8080, protocol: TCP }]
                    envFrom: [{ secretRef: { name: {{name}}-secret } }, { configMapRef: { name: {{name}}-free } }]
            """;

    /// <summary>Changes the image and nothing else of the template.</summary>
    private static Task SetVersionAsync(RolloutApp app, string version) =>
        app.Site.ApplyAsync(Workload(app.Name).Replace("app:v1", $"app:{version}", StringComparison.Ordinal));

    private static Task SetAsync(RolloutSite site, string config, string value) =>
        site.Server.PatchAsync(
            site.Path("v1", "configmaps", config),
            JsonSerializer.Serialize(new { data = new { a = value } })
        );

    private static async Task<string?> ContentAsync(RolloutSite site, string name, string plural = "configmaps") =>
        (await site.GetAsync("v1", plural, name)).GetProperty("data").GetProperty("a").GetString();
}
