namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>What lets a run wait, go on, stand still or go back: steps, limits of metrics, and no data at all. Each by a Canary of its own beside the others.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class LimitTests(SharedApiServer shared) : IAsyncDisposable
{
    private const string Good = """{ "value": 0 }""";
    private const string Unclear = """{ "value": 5 }""";
    private const string Bad = """{ "value": 10 }""";

    private readonly HookReceiver source = new();

    [Fact]
    public async Task Steps_wait_for_people_and_limits_decide_what_measurements_lead_to()
    {
        await using var site = await RolloutSite.StartAsync(shared, objects: "");
        await Scenarios.AllAsync(
            A_pause_without_a_time_waits_until_somebody_promotes(site),
            A_pause_longer_than_the_progress_deadline_is_no_trouble(site),
            As_many_failures_as_the_limit_allows_are_let_pass(site),
            One_failure_more_than_the_limit_takes_it_back(site),
            Errors_of_the_source_are_let_pass_as_long_as_they_are_few(site),
            One_error_more_than_the_limit_takes_it_back(site),
            What_cannot_be_told_pauses_it_and_a_dry_run_decides_nothing(site),
            Without_traffic_it_is_neither_promoted_nor_taken_back(site)
        );
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static async Task A_pause_without_a_time_waits_until_somebody_promotes(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "steps",
            "{ interval: 1s, steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: {} }] }"
        );
        await app.SetVersionAsync("v2");
        await app.UntilAsync(status => Condition(status, "Progressing") == "False/Paused", "it does not stand still");
        var status = await app.StatusAsync();
        Assert.Equal("20", RolloutApp.Text(status, "canaryWeight"));
        Assert.Equal("2/4", RolloutApp.Text(status, "step"));
        Assert.Equal("True/Paused", Condition(status, "Stalled"));
        Assert.Equal(20, await RequestShare.OfCanaryAsync(app, 100));

        Assert.StartsWith("done", await app.ActAsync("promote one by mia"));
        await app.WeightAsync("60");
        await app.UntilAsync(now => Condition(now, "Progressing") == "False/Paused", "it does not stand still");
        Assert.StartsWith("done", await app.ActAsync("promote-full two by mia"));
        await app.PhaseAsync("Succeeded");
        Assert.Equal("v2", await site.VersionAsync("steps-primary"));
    }

    private static async Task A_pause_longer_than_the_progress_deadline_is_no_trouble(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "short",
            "{ interval: 1s, steps: [{ setWeight: 20 }, { pause: { duration: 4s } }] }",
            "progressDeadlineSeconds: 2"
        );
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("Succeeded");
    }

    private async Task As_many_failures_as_the_limit_allows_are_let_pass(RolloutSite site)
    {
        source.Answers("few-failures", (200, Bad), (200, Bad), (200, Good));
        var app = await MeasuredAsync(site, "few-failures", "thresholdRange: { max: 1 }, failureLimit: 2");
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("Succeeded");
    }

    private async Task One_failure_more_than_the_limit_takes_it_back(RolloutSite site)
    {
        source.Answer("many-failures", 200, Bad);
        var app = await MeasuredAsync(site, "many-failures", "thresholdRange: { max: 1 }, failureLimit: 2");
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("Failed");
        Assert.Equal(3, source.Sent("many-failures").Length);
        Assert.Contains("3 failures, 2 are let pass", await app.EventAsync("RolledBack"));
    }

    private async Task Errors_of_the_source_are_let_pass_as_long_as_they_are_few(RolloutSite site)
    {
        source.Answers("few-errors", (500, ""), (500, ""), (200, Good), (500, ""), (200, Good));
        var app = await MeasuredAsync(site, "few-errors", "thresholdRange: { max: 1 }, consecutiveErrorLimit: 2");
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("Succeeded");
    }

    private async Task One_error_more_than_the_limit_takes_it_back(RolloutSite site)
    {
        source.Answer("many-errors", 503);
        var app = await MeasuredAsync(site, "many-errors", "thresholdRange: { max: 1 }, consecutiveErrorLimit: 2");
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("Failed");
        Assert.Equal(3, source.Sent("many-errors").Length);
        Assert.Contains("3 times in a row", await app.EventAsync("RolledBack"));
    }

    private async Task What_cannot_be_told_pauses_it_and_a_dry_run_decides_nothing(RolloutSite site)
    {
        source.Answer("unclear", 200, Unclear);
        source.Answer("unclear-dry", 200, Bad);
        await site.ApplyAsync(Template("unclear-dry"));
        var app = await MeasuredAsync(
            site,
            "unclear",
            """expression: { success: "result < 1", failure: "result > 9" }""",
            "{ name: dry, templateRef: { name: unclear-dry }, thresholdRange: { max: 1 }, dryRun: true }"
        );
        await app.SetVersionAsync("v2");
        await app.UntilAsync(status => Condition(status, "Stalled") == "True/Paused", "it does not stand still");
        Assert.Equal("0", RolloutApp.Text(await app.StatusAsync(), "failedChecks"));
        Assert.Contains("leave open", await app.EventAsync("Paused"));

        source.Answer("unclear", 200, Good);
        Assert.StartsWith("done", await app.ActAsync("resume one"));
        await app.PhaseAsync("Succeeded");
        Assert.NotEmpty(source.Sent("unclear-dry"));
    }

    private static async Task Without_traffic_it_is_neither_promoted_nor_taken_back(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "silent",
            "{ interval: 1s, threshold: 1, stepWeights: [50], metrics: [{ name: request-success-rate, thresholdRange: { min: 99 }, interval: 2s }], sequential: { maxStepDuration: 3s } }"
        );
        await app.SetVersionAsync("v2");
        await app.UntilAsync(status => Condition(status, "Stalled") == "True/Paused", "it does not stand still");
        var status = await app.StatusAsync();
        Assert.Equal("Progressing", RolloutApp.Text(status, "phase"));
        Assert.Equal("50", RolloutApp.Text(status, "canaryWeight"));
        Assert.Equal("0", RolloutApp.Text(status, "failedChecks"));
        Assert.Contains("no data", await app.EventAsync("Paused"));

        await using var load = app.Load();
        Assert.StartsWith("done", await app.ActAsync("resume one"));
        await app.PhaseAsync("Succeeded");
    }

    /// <summary>A Canary of four steps whose only metric a path of the source gives.</summary>
    private async Task<RolloutApp> MeasuredAsync(RolloutSite site, string name, string rules, string more = "")
    {
        await site.ApplyAsync(Template(name));
        var metric = $"{{ name: score, templateRef: {{ name: {name} }}, {rules} }}";
        return await RolloutApp.ReadyAsync(
            site,
            name,
            $"{{ interval: 1s, threshold: 9, stepWeights: [10, 20, 30, 40], metrics: [{metric}{(more.Length > 0 ? ", " + more : "")}] }}"
        );
    }

    private string Template(string path) =>
        $$"""
            apiVersion: serinus.dev/v1
            kind: MetricTemplate
            metadata: { name: {{path}} }
            spec: { provider: { type: web, address: "{{source.Url(path)}}", jsonPath: "{$.value}" } }
            """;

    private static string? Condition(System.Text.Json.JsonElement status, string type)
    {
        foreach (var condition in status.GetProperty("conditions").EnumerateArray())
        {
            if (RolloutApp.Text(condition, "type") == type)
                return $"{RolloutApp.Text(condition, "status")}/{RolloutApp.Text(condition, "reason")}";
        }

        return null;
    }
}
