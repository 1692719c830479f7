using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Services that are asked whether and how a run goes on, over HTTP, each by a Canary of its own beside the others.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class HookTests(SharedApiServer shared) : IAsyncDisposable
{
    private readonly HookReceiver hooks = new();

    [Fact]
    public async Task Gates_hold_a_run_up_and_hooks_fail_it_or_take_it_back()
    {
        hooks.Answer("news", 200);
        await using var site = await RolloutSite.StartAsync(
            shared,
            objects: "",
            news: $"[{{ name: everybody, type: json, severity: error, address: \"{hooks.Url("news")}\" }}]"
        );
        await Scenarios.AllAsync(
            A_run_waits_at_its_beginning(site),
            A_run_waits_for_consent_at_its_last_weight_and_is_judged_there(site),
            A_weight_waits_to_rise_and_what_came_before_is_not_repeated(site),
            A_run_is_taken_back_while_it_progresses(site),
            A_run_is_taken_back_while_it_waits_for_consent(site),
            What_fails_before_the_first_weight_takes_it_back(site),
            A_hook_that_hangs_is_a_failed_check(site),
            Hooks_of_one_name_are_each_asked(site)
        );
        await Who_hears_of_every_rollout_is_told_of_each_once(site);
    }

    public ValueTask DisposeAsync() => hooks.DisposeAsync();

    private async Task A_run_waits_at_its_beginning(RolloutSite site)
    {
        hooks.Answer("begin-alert", 200);
        await site.ApplyAsync(
            $$"""
            apiVersion: serinus.dev/v1
            kind: AlertProvider
            metadata: { name: desk }
            spec: { type: json, address: "{{hooks.Url("begin-alert")}}" }
            """
        );
        var app = await RolloutApp.ReadyAsync(
            site,
            "begin",
            Analysis(
                Hook("gate", "confirm-rollout", "begin-gate"),
                "alerts: [{ name: desk, severity: warn, providerRef: { name: desk } }]"
            )
        );
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("Waiting");
        // Asked again and again, and told once.
        await hooks.CalledAsync("begin-gate", 3);
        await hooks.CalledAsync("begin-alert", 1);
        var status = await app.StatusAsync();
        Assert.Equal("0", RolloutApp.Text(status, "canaryWeight"));
        Assert.Contains("gate", RolloutApp.Text(status, "message"));
        Assert.Equal(0, await site.ReplicasAsync("begin"));
        Assert.Equal("Waiting", RolloutApp.Text(Assert.Single(hooks.Sent("begin-alert")), "kind"));
        var sent = hooks.Sent("begin-gate")[0];
        Assert.Equal("begin", RolloutApp.Text(sent, "name"));
        Assert.Equal(site.Namespace, RolloutApp.Text(sent, "namespace"));
        Assert.Equal("Waiting", RolloutApp.Text(sent, "phase"));

        // No content is as good an answer as any of 2xx.
        hooks.Answer("begin-gate", 204);
        await app.PhaseAsync("Succeeded");
        Assert.Single(hooks.Sent("begin-alert"));
    }

    private async Task A_run_waits_for_consent_at_its_last_weight_and_is_judged_there(RolloutSite site)
    {
        hooks.Answer("consent-check", 200);
        var app = await RolloutApp.ReadyAsync(
            site,
            "consent",
            Analysis(Hook("gate", "confirm-promotion", "consent-gate"), Hook("check", "rollout", "consent-check"))
        );
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("WaitingPromotion");
        Assert.Equal("40", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        Assert.Equal(40, await RequestShare.OfCanaryAsync(app, 100));
        var before = hooks.Sent("consent-check").Length;
        await hooks.CalledAsync("consent-check", before + 2);
        Assert.Equal("40", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));

        hooks.Answer("consent-check", 500);
        await app.PhaseAsync("Failed");
        Assert.Equal("0", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        Assert.Equal("v1", await site.VersionAsync("consent-primary"));
        Assert.Contains("check", await app.EventAsync("RolledBack"));
    }

    private async Task A_weight_waits_to_rise_and_what_came_before_is_not_repeated(RolloutSite site)
    {
        hooks.Answer("rise-before", 200);
        var app = await RolloutApp.ReadyAsync(
            site,
            "rise",
            Analysis(
                Hook("before", "pre-rollout", "rise-before"),
                Hook("gate", "confirm-traffic-increase", "rise-gate"),
                Hook("after", "post-rollout", "rise-after")
            )
        );
        await app.SetVersionAsync("v2");
        await hooks.CalledAsync("rise-gate", 4);
        Assert.Equal("0", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        Assert.Single(hooks.Sent("rise-before"));

        hooks.Answer("rise-gate", 202);
        await app.PhaseAsync("Succeeded");
        Assert.Single(hooks.Sent("rise-before"));
        await hooks.CalledAsync("rise-after", 1);
        Assert.Equal("Succeeded", RolloutApp.Text(hooks.Sent("rise-after")[0], "phase"));
        Assert.Contains("after", await app.EventAsync("HookFailed"));
    }

    private async Task A_run_is_taken_back_while_it_progresses(RolloutSite site)
    {
        // Waiting and progressing are one test: it waits first, is taken back there, and then again on its way.
        var app = await RolloutApp.ReadyAsync(
            site,
            "back",
            Analysis(
                Hook("gate", "confirm-rollout", "back-gate"),
                Hook("rise", "confirm-traffic-increase", "back-rise"),
                Hook("back", "rollback", "back-back")
            )
        );
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("Waiting");
        hooks.Answer("back-back", 200);
        await app.PhaseAsync("Failed");

        hooks.Answer("back-back", 404);
        hooks.Answer("back-gate", 200);
        await app.SetVersionAsync("v3");
        await app.PhaseAsync("Progressing");
        await hooks.CalledAsync("back-rise", 1);
        hooks.Answer("back-back", 200);
        await app.PhaseAsync("Failed");
        Assert.Equal("0", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
    }

    private async Task A_run_is_taken_back_while_it_waits_for_consent(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "late",
            Analysis(Hook("gate", "confirm-promotion", "late-gate"), Hook("back", "rollback", "late-back"))
        );
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("WaitingPromotion");
        hooks.Answer("late-back", 200);
        await app.PhaseAsync("Failed");
        Assert.Equal("0", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        await app.UntilAsync(_ => site.ReplicasAsync("late").Result == 0, "its pods are not taken away");
    }

    private async Task What_fails_before_the_first_weight_takes_it_back(RolloutSite site)
    {
        hooks.Answer("before-event", 200);
        var app = await RolloutApp.ReadyAsync(
            site,
            "before",
            Analysis(Hook("smoke", "pre-rollout", "before-smoke"), Hook("all", "event", "before-event"))
        );
        hooks.Answer("before-smoke", 500, "three of forty fail");
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("Failed");
        Assert.Equal(2, hooks.Sent("before-smoke").Length);
        Assert.Contains("smoke", await app.EventAsync("RolledBack"));
        Assert.DoesNotContain("WeightSet", (await app.EventsAsync()).Select(one => one.Reason));
        await hooks.CalledAsync("before-event", 4);
        Assert.Contains(
            hooks.Sent("before-event"),
            one =>
                RolloutApp.Text(one.GetProperty("metadata"), "eventType") == "Warning"
                && RolloutApp.Text(one.GetProperty("metadata"), "eventMessage")!.Contains("rolled back")
        );
    }

    private async Task A_hook_that_hangs_is_a_failed_check(RolloutSite site)
    {
        hooks.Hold("slow-load");
        var app = await RolloutApp.ReadyAsync(
            site,
            "slow",
            Analysis(Hook("load", "rollout", "slow-load", "timeout: 500ms"))
        );
        await app.SetVersionAsync("v2");
        await app.UntilAsync(status => RolloutApp.Text(status, "failedChecks") == "1", "no check failed");
        hooks.Answer("slow-load", 200);
        hooks.Release("slow-load");
        await app.PhaseAsync("Succeeded");
    }

    private async Task Hooks_of_one_name_are_each_asked(RolloutSite site)
    {
        hooks.Answer("twin-one", 200);
        hooks.Answer("twin-two", 200);
        var app = await RolloutApp.ReadyAsync(
            site,
            "twin",
            Analysis(Hook("test", "pre-rollout", "twin-one"), Hook("test", "pre-rollout", "twin-two"))
        );
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("Succeeded");
        Assert.Single(hooks.Sent("twin-one"));
        Assert.Single(hooks.Sent("twin-two"));
    }

    /// <summary>Every message of several runs at once would be too many for one receiver, so it asks for the worst.</summary>
    private async Task Who_hears_of_every_rollout_is_told_of_each_once(RolloutSite site)
    {
        string[] rolledBack = ["back", "back", "before", "consent", "late"];
        await Readiness.UntilAsync(
            () => Told().Length >= rolledBack.Length,
            TimeSpan.FromMinutes(1),
            () => $"told of the end of {string.Join(", ", Told())} alone"
        );
        Assert.Equal(rolledBack.Select(app => $"{site.Namespace}/{app}"), Told());

        string[] Told() =>
            [
                .. hooks
                    .Sent("news")
                    .Where(news => RolloutApp.Text(news, "kind") == "RolledBack")
                    .Select(news => RolloutApp.Text(news, "rollout")!)
                    .Order(StringComparer.Ordinal),
            ];
    }

    private string Hook(string name, string type, string path, string more = "") =>
        $$"""{ name: {{name}}, type: {{type}}, url: "{{hooks.Url(path)}}"{{(more.Length > 0 ? ", " + more : "")}} }""";

    private static string Analysis(params string[] hooksAndMore)
    {
        var own = hooksAndMore.Where(one => one.StartsWith('{'));
        var more = hooksAndMore.Where(one => !one.StartsWith('{')).Select(one => $", {one}");
        return $"{{ interval: 1s, threshold: 2, stepWeights: [20, 40], metrics: [{{ name: request-success-rate, noData: pass }}], webhooks: [{string.Join(", ", own)}]{string.Concat(more)} }}";
    }
}
