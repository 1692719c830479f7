using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Which requests a canary gets, and which only copies of: each way by a Canary of its own beside the others.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class TrafficTests(SharedApiServer shared) : IAsyncDisposable
{
    private const string Quiet = "metrics: [{ name: request-success-rate, noData: pass }]";

    private readonly HookReceiver hooks = new();

    [Fact]
    public async Task Every_way_to_the_canary_leads_those_there_that_it_should_and_nobody_else()
    {
        await using var site = await RolloutSite.StartAsync(shared, objects: "");
        await Scenarios.AllAsync(
            Who_matches_by_header_or_cookie_is_on_the_canary_and_nobody_else(site),
            Who_was_once_on_the_canary_stays_there_until_the_run_is_over(site),
            Of_copies_no_client_sees_or_feels_anything(site),
            Blue_and_green_change_places_after_their_checks(site),
            The_weight_returns_in_steps_to_a_primary_that_is_ready(site),
            A_share_of_a_thousandth_is_exact(site)
        );
    }

    public ValueTask DisposeAsync() => hooks.DisposeAsync();

    private async Task Who_matches_by_header_or_cookie_is_on_the_canary_and_nobody_else(RolloutSite site)
    {
        // As Flagger's documentation of A/B tests has it, and a cookie as people mean it.
        const string Match =
            """[{ headers: { x-canary: { exact: "insider" } } }, { headers: { cookie: { regex: "^(.*?;)?(canary=always)(;.*)?$" } } }, { cookies: { group: { regex: "staff-.*" } } }]""";
        var app = await RolloutApp.ReadyAsync(
            site,
            "match",
            $"{{ interval: 1s, threshold: 2, iterations: 2, match: {Match}, {Quiet}, webhooks: [{Gate("match")}] }}"
        );
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("WaitingPromotion");
        for (var i = 0; i < 20; i++)
        {
            Assert.StartsWith("v2-", (await app.AskAsync("X-Canary: insider")).Text);
            Assert.StartsWith("v2-", (await app.AskAsync("Cookie: a=b; group=staff-7")).Text);
            Assert.StartsWith("v2-", (await app.AskAsync("Cookie: canary=always; c=d")).Text);
            Assert.StartsWith("v1-", (await app.AskAsync("X-Canary: insiders")).Text);
            Assert.StartsWith("v1-", (await app.AskAsync("Cookie: canary=never")).Text);
            Assert.StartsWith("v1-", (await app.AskAsync()).Text);
        }

        hooks.Answer("match", 200);
        await app.PhaseAsync("Succeeded");
        Assert.StartsWith("v2-", (await app.AskAsync()).Text);
    }

    private async Task Who_was_once_on_the_canary_stays_there_until_the_run_is_over(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "stay",
            $"{{ interval: 1s, threshold: 2, stepWeights: [20, 60], {Quiet}, sessionAffinity: {{ cookieName: stay, primaryCookieName: stay-old, maxAge: 3600 }}, webhooks: [{Gate("stay-rise", "confirm-traffic-increase")}, {Gate("stay")}] }}"
        );
        hooks.Answers("stay-rise", (200, ""), (403, ""));
        await app.SetVersionAsync("v2");
        await app.ServedWeightAsync("20");
        var users = new List<(string Cookie, bool IsCanary)>();
        for (var user = 0; user < 100; user++)
        {
            var answer = await app.AskAsync();
            var cookie = Assert.IsType<string>(answer.Head["Set-Cookie"]);
            Assert.Contains("Max-Age=3600", cookie);
            users.Add((cookie.Split(';')[0], answer.Text.StartsWith("v2-", StringComparison.Ordinal)));
        }

        Assert.InRange(users.Count(user => user.IsCanary), 19, 21);
        await StayAsync(app, users);

        hooks.Answer("stay-rise", 200);
        await app.PhaseAsync("WaitingPromotion");
        await StayAsync(app, [.. users.Where(user => user.IsCanary)]);
        // The others are split so that the whole is 60 %: half of those 80 have moved, give or take five standard deviations.
        var moved = 0;
        foreach (var user in users.Where(user => !user.IsCanary))
            moved += (await app.AskAsync($"Cookie: {user.Cookie}")).Text.StartsWith("v2-", StringComparison.Ordinal)
                ? 1
                : 0;
        Assert.InRange(moved, 40 - 23, 40 + 23);

        hooks.Answer("stay", 200);
        await app.PhaseAsync("Succeeded");
        var after = await app.AskAsync($"Cookie: {users.First(user => user.IsCanary).Cookie}");
        Assert.StartsWith("v2-", after.Text);
        Assert.Matches(@"^stay=;.*Max-Age=0", after.Head["Set-Cookie"]!);
        Assert.False((await app.AskAsync()).Head.Has("Set-Cookie"));
    }

    private async Task Of_copies_no_client_sees_or_feels_anything(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "copy",
            $"{{ interval: 1s, threshold: 2, iterations: 1, mirror: true, mirrorWeight: 20, {Quiet}, webhooks: [{Gate("copy-check", "rollout")}] }}"
        );
        hooks.Hold("copy-check");
        await app.SetVersionAsync("slow-v2");
        await hooks.CalledAsync("copy-check", 1);
        var canary = site.Player.Running.Single(pod =>
            pod.Server.Name.StartsWith("slow-v2-", StringComparison.Ordinal)
        );
        var before = canary.Server.Requests;
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 100; i++)
            Assert.StartsWith("v1-", (await app.AskAsync()).Text);
        // Copies take a second each at the canary.
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 10);
        await Readiness.UntilAsync(
            () => canary.Server.Requests - before >= 20,
            TimeSpan.FromMinutes(1),
            () => $"{canary.Server.Requests - before} copies of 20"
        );
        Assert.Equal(20, canary.Server.Requests - before);
        hooks.Answer("copy-check", 200);
        hooks.Release("copy-check");
        await app.PhaseAsync("Succeeded");
    }

    private async Task Blue_and_green_change_places_after_their_checks(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "green",
            $"{{ interval: 1s, threshold: 2, iterations: 5, {Quiet}, webhooks: [{Gate("green", "rollout")}] }}"
        );
        hooks.Answer("green", 200);
        await using var load = app.Load();
        await load.FurtherAsync(20);
        await app.SetVersionAsync("v2");
        await hooks.CalledAsync("green", 4);
        Assert.Equal("0", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        Assert.DoesNotContain(load.Bodies.Keys, body => body.StartsWith("v2-", StringComparison.Ordinal));
        await app.PhaseAsync("Succeeded");
        // Five before the switch, and one with everybody on the new version.
        Assert.InRange(hooks.Sent("green").Length, 5, 7);
        await load.FurtherAsync(20);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        var weights = (await app.EventsAsync()).Where(one => one.Reason == "WeightSet").Select(one => one.Text);
        Assert.Contains("100 %", Assert.Single(weights));
    }

    private static async Task The_weight_returns_in_steps_to_a_primary_that_is_ready(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "return",
            $"{{ interval: 2s, threshold: 2, stepWeights: [50, 100], stepWeightPromotion: 25, {Quiet} }}"
        );
        await using var load = app.Load();
        await app.SetVersionAsync("v2");
        await app.WeightAsync("100");
        foreach (var weight in (string[])["75", "50", "25"])
        {
            await app.WeightAsync(weight);
            Assert.Equal("Finalising", RolloutApp.Text(await app.StatusAsync(), "phase"));
            Assert.Equal("v2", await site.VersionAsync("return-primary"));
        }

        await app.PhaseAsync("Succeeded");
        Assert.Equal("0", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        await load.StopAsync();
        Assert.Empty(load.Failures);
    }

    private async Task A_share_of_a_thousandth_is_exact(RolloutSite site)
    {
        var app = await RolloutApp.ReadyAsync(
            site,
            "few",
            $"{{ interval: 1s, threshold: 2, weightTotal: 1000, stepWeights: [1], {Quiet}, webhooks: [{Gate("few")}] }}"
        );
        await app.SetVersionAsync("v2");
        await app.PhaseAsync("WaitingPromotion");
        Assert.Equal("0.1", RolloutApp.Text(await app.StatusAsync(), "canaryWeight"));
        Assert.InRange(await RequestShare.OfCanaryAsync(app, 20_000), 19, 21);
        hooks.Answer("few", 200);
        await app.PhaseAsync("Succeeded");
    }

    private static async Task StayAsync(RolloutApp app, List<(string Cookie, bool IsCanary)> users)
    {
        foreach (var (cookie, isCanary) in users)
            Assert.StartsWith(isCanary ? "v2-" : "v1-", (await app.AskAsync($"Cookie: {cookie}")).Text);
    }

    private string Gate(string path, string type = "confirm-promotion") =>
        $$"""{ name: {{path}}, type: {{type}}, url: "{{hooks.Url(path)}}" }""";
}
