namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Applications that are released together.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class GroupTests(SharedApiServer shared) : IAsyncDisposable
{
    private readonly HookReceiver hooks = new();

    [Fact]
    public async Task Who_is_behind_in_a_group_waits_and_goes_back_or_stands_still_with_who_is_ahead()
    {
        await using var site = await RolloutSite.StartAsync(shared, objects: "");
        var apps = await Task.WhenAll(
            MemberAsync(site, "ahead", 1, "roll-back-together"),
            MemberAsync(site, "behind", 2, "roll-back-together"),
            MemberAsync(site, "patient", 2, "hold")
        );
        var (ahead, behind, patient) = (apps[0], apps[1], apps[2]);
        hooks.Answer("ahead-check", 200);
        hooks.Answer("behind-check", 200);
        hooks.Answer("patient-check", 200);
        hooks.Answer("behind-rise", 200);
        hooks.Answer("patient-rise", 200);

        await Task.WhenAll(apps.Select(app => app.SetVersionAsync("v2")));
        await Task.WhenAll(behind.SaysAsync("waits for"), patient.SaysAsync("waits for"));
        Assert.Contains("ahead of its group", RolloutApp.Text(await behind.StatusAsync(), "message"));
        Assert.Equal("0", RolloutApp.Text(await behind.StatusAsync(), "canaryWeight"));

        hooks.Answers("ahead-rise", (200, ""), (403, ""));
        await Task.WhenAll(apps.Select(app => app.ServedWeightAsync("20")));
        // Whoever names the release is on its side of every application: the pair of versions stays together.
        foreach (var app in apps)
            Assert.StartsWith("v2-", (await app.AskAsync("X-Release: next")).Text);

        await behind.SaysAsync("has to reach 60 %");
        hooks.Answer("ahead-check", 500);
        await Task.WhenAll(ahead.PhaseAsync("Failed"), behind.PhaseAsync("Failed"), patient.SaysAsync("stands still"));
        Assert.Contains("ahead of its group was rolled back", await behind.EventAsync("RolledBack"));
        Assert.Equal("0", RolloutApp.Text(await behind.StatusAsync(), "canaryWeight"));
        Assert.Equal("20", RolloutApp.Text(await patient.StatusAsync(), "canaryWeight"));
        Assert.Contains("ahead of its group was rolled back", await patient.EventAsync("Paused"));
    }

    public ValueTask DisposeAsync() => hooks.DisposeAsync();

    private Task<RolloutApp> MemberAsync(RolloutSite site, string name, int order, string policy) =>
        RolloutApp.ReadyAsync(
            site,
            name,
            $$"""
            { interval: 1s, threshold: 1, stepWeights: [20, 60], match: [{ headers: { x-release: { exact: next } } }],
              metrics: [{ name: request-success-rate, noData: pass }],
              webhooks: [{ name: check, url: "{{hooks.Url($"{name}-check")}}" },
                { name: rise, type: confirm-traffic-increase, url: "{{hooks.Url($"{name}-rise")}}" }] }
            """.ReplaceLineEndings(" "),
            $"releaseGroup: {{ name: shop, order: {order}, policy: {policy} }}"
        );
}
