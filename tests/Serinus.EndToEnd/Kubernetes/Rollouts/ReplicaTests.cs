using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Serinus.Rollouts.Plan;
using Serinus.Testbed;
using Readiness = Serinus.Testbed.Readiness;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Several replicas, each a process: one leads, all serve, and a run outlives whoever leads it.</summary>
[Collection(KubernetesCollection.Name)]
[Trait("Speed", "slow")]
public sealed class ReplicaTests(SharedApiServer shared, ITestOutputHelper output) : IAsyncDisposable
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    private readonly HookReceiver receiver = new();

    [Fact]
    public Task Runs_are_done_once_by_many_replicas_and_outlive_their_leaders() =>
        Scenarios.AllAsync(Leaders_follow_each_other(), A_weight_rises_no_further_than_every_edge_has_it());

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    private async Task Leaders_follow_each_other()
    {
        await using var site = await RolloutSite.StartAsync(
            shared,
            "{ lead: false }",
            objects: "",
            adminHost: shared.Network.HostAddress(1)
        );
        ClusterEdge[] candidates = [await CandidateAsync(site, 2), await CandidateAsync(site, 3)];
        await EdgePeers.PublishAsync(site, [site.Edge, .. candidates]);
        var whole = await ToldAsync(site, "whole", "stepWeights: [20, 40]", "");
        var hold = await ToldAsync(site, "hold", Paused, Failsafe("hold"));
        var back = await ToldAsync(site, "back", Paused, Failsafe("revert"));

        // Two replicas that may lead, and one run.
        await Task.WhenAll(whole.SetVersionAsync("v2"), hold.SetVersionAsync("v2"), back.SetVersionAsync("v2"));
        await whole.PhaseAsync("Succeeded");
        Assert.Equal(["20", "40"], RolloutApp.Weights(await whole.RunAsync(1)));
        await ToldOnceAsync(whole);

        // Requests that count, then none but those of the test, whose share is exact.
        await hold.PausedAsync("step 2");
        await back.PausedAsync("step 2");
        await using (var load = hold.Load(1))
            await load.FurtherAsync(200);
        await hold.UntilAsync(status => StateOf(status).Canary.Requests >= 50, "requests do not count");
        Assert.Equal(30, await RequestShare.OfCanaryAsync(hold, 100));

        // Who leads is gone: the weight stays, and another replica goes on at the same step with the same evidence.
        await SettledAsync(hold, back);
        var leader = await LeaderAsync(candidates);
        var other = candidates.Single(one => one != leader);
        var before = await hold.StatusAsync();
        var killed = Stopwatch.GetTimestamp();
        await leader.KillAsync();
        Assert.Equal(30, await RequestShare.OfCanaryAsync(hold, 100));
        await other.LeadingAsync();
        var takenOver = Stopwatch.GetElapsedTime(killed);
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"another replica led {takenOver.TotalSeconds:0.0} s later")
        );
        Assert.Equal(30, await RequestShare.OfCanaryAsync(hold, 100));
        await hold.ActAsync("promote on");
        await hold.PausedAsync("step 4");
        var after = await hold.StatusAsync();
        Assert.NotEqual(Text(before, "leaseTransitions"), Text(after, "leaseTransitions"));
        GoesOn(StateOf(before), StateOf(after));
        await hold.ServedWeightAsync("60");
        await back.ServedWeightAsync("30");

        // Nobody is left who could lead.
        await SettledAsync(hold, back);
        await other.KillAsync();
        await SharesAsync(back, 0);
        await site.Edge.ProblemAsync("a lease that has run out", $"{site.Namespace}/back", "goes back to");
        await site.Edge.ProblemAsync("a lease that has run out", $"{site.Namespace}/hold", "keeps 60 %");
        Assert.Equal(0, await RequestShare.OfCanaryAsync(back, 100));
        Assert.Equal(60, await RequestShare.OfCanaryAsync(hold, 100));
        Assert.Equal("30", Text(await back.StatusAsync(), "canaryWeight"));

        // Whoever leads next goes on from there.
        await Task.WhenAll(leader.StartAgainAsync(), other.StartAgainAsync());
        await SharesAsync(back, 30);
        Assert.Equal(60, await RequestShare.OfCanaryAsync(hold, 100));
        await back.ActAsync("promote on");
        await back.PausedAsync("step 4");
        await back.ActAsync("promote end");
        await hold.ActAsync("promote end");
        foreach (var app in (RolloutApp[])[hold, back])
        {
            await app.PhaseAsync("Succeeded");
            Assert.Equal(["30", "60"], RolloutApp.Weights(await app.RunAsync(1)));
        }

        foreach (var app in (RolloutApp[])[whole, hold, back])
        {
            await ToldOnceAsync(app);
            Assert.Equal("1", await app.RunsAsync());
        }
    }

    private async Task A_weight_rises_no_further_than_every_edge_has_it()
    {
        await using var site = await RolloutSite.StartAsync(
            shared,
            "{ lead: false }",
            objects: "",
            adminHost: shared.Network.HostAddress(1)
        );
        // Else one that is stopped for long is gone, and not waited for.
        var leader = await CandidateAsync(site, 2, "{ goneTime: 1h }");
        await EdgePeers.PublishAsync(site, site.Edge, leader);
        var app = await RolloutApp.ReadyAsync(
            site,
            "slow",
            Analysis("steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 40 }, { setWeight: 60 }, { pause: {} }]")
        );
        await app.SetVersionAsync("v2");
        await app.PausedAsync("step 2");
        await WeightsAsync(app, desired: "20", acknowledged: "2");
        await using var load = SteadyLoad.Start(
            leader.HttpsPort,
            1,
            $"GET / HTTP/1.1\r\nHost: {app.Host}\r\n\r\n",
            TimeSpan.FromMilliseconds(10)
        );
        await app.UntilAsync(
            status =>
                status.GetProperty("weights").TryGetProperty("observed", out var observed)
                && observed.GetProperty("requests").GetInt64() >= 50
                && observed.GetProperty("percent").GetDecimal() is >= 15 and <= 25,
            "its share of requests is not told"
        );

        site.Edge.Child.Signal(Signal.Stop);
        try
        {
            await app.ActAsync("promote on");
            await WeightsAsync(app, desired: "40", acknowledged: "1");
            // Longer than a step takes.
            await load.FurtherAsync(300);
            await WeightsAsync(app, desired: "40", acknowledged: "1");
            Assert.Equal("3/5", Text(await app.StatusAsync(), "step"));
        }
        finally
        {
            site.Edge.Child.Signal(Signal.Continue);
        }

        await app.PausedAsync("step 5");
        await WeightsAsync(app, desired: "60", acknowledged: "2");
        await app.ActAsync("promote end");
        await app.PhaseAsync("Succeeded");
        Assert.Equal(["20", "40", "60"], RolloutApp.Weights(await app.RunAsync(1)));
        Assert.Empty(load.Failures);
    }

    private Task<ClusterEdge> CandidateAsync(RolloutSite site, int host, string fleet = "{}") =>
        site.AddEdgeAsync(
            settings: EdgePeers.Settings(site),
            adminHost: shared.Network.HostAddress(host),
            fleet: fleet
        );

    /// <summary>An application all of whose news is told to a receiver, in two forms, and as hooks.</summary>
    private async Task<RolloutApp> ToldAsync(RolloutSite site, string name, string steps, string more)
    {
        foreach (var type in (string[])["json", "cloudevent"])
        {
            receiver.Answer($"{name}-{type}", 200);
            await site.ApplyAsync(
                $$"""
                apiVersion: serinus.dev/v1
                kind: AlertProvider
                metadata: { name: {{name}}-{{type}} }
                spec: { type: {{type}}, address: "{{receiver.Url($"{name}-{type}")}}" }
                """
            );
        }

        receiver.Answer($"{name}-hook", 200);
        var url = receiver.Url($"{name}-hook");
        return await RolloutApp.ReadyAsync(
            site,
            name,
            Analysis(
                steps,
                $"alerts: [{{ name: a, severity: info, providerRef: {{ name: {name}-json }} }}, {{ name: b, severity: info, providerRef: {{ name: {name}-cloudevent }} }}]",
                $"webhooks: [{{ name: all, type: event, url: \"{url}\" }}]"
            ),
            more
        );
    }

    /// <summary>What a run says of itself was told in every way, and nothing twice.</summary>
    private async Task ToldOnceAsync(RolloutApp app)
    {
        var run = await app.RunAsync(1);
        var timeline = run.GetProperty("status").GetProperty("timeline").EnumerateArray();
        var kinds = timeline.Select(entry => Text(entry, "kind")!).Order().ToArray();
        Assert.Contains("Promoted", kinds);
        foreach (var path in (string[])["json", "cloudevent", "hook"])
            await receiver.CalledAsync($"{app.Name}-{path}", kinds.Length);
        string[][] ids = [];
        await Readiness.UntilAsync(
            async () => (ids = await IdsAsync(app)).All(one => one.Length == ids[0].Length),
            Hang,
            () => $"{app.Name} is not told alike:\n{string.Join('\n', ids.Select(one => string.Join(", ", one)))}"
        );
        Assert.All(ids, one => Assert.Equal(one.Distinct(), one));
        // What was before the run, such as its being made, is told too.
        var ofRun = receiver.Sent($"{app.Name}-json").Where(news => Text(news, "run") == "1");
        Assert.Equal(kinds, ofRun.Select(news => Text(news, "kind")).Order());
    }

    /// <summary>What tells the news of an application from each other, by the way it was told.</summary>
    private async Task<string[][]> IdsAsync(RolloutApp app) =>
        [
            [.. receiver.Sent($"{app.Name}-json").Select(news => Text(news, "id")!)],
            [.. receiver.Sent($"{app.Name}-cloudevent").Select(news => Text(news, "id")!)],
            [.. receiver.Sent($"{app.Name}-hook").Select(news => news.GetRawText())],
            [.. (await app.EventsAsync()).Select(one => $"{one.Reason}: {one.Text}")],
        ];

    /// <summary>Waits until nothing is being told: what is cut off by a kill is told to nobody.</summary>
    private static async Task SettledAsync(params RolloutApp[] apps)
    {
        foreach (var app in apps)
            await app.UntilAsync(status => StateOf(status).Outbox.IsEmpty, $"{app.Name} has news that are not told");
    }

    private static async Task<ClusterEdge> LeaderAsync(ClusterEdge[] candidates)
    {
        ClusterEdge? leader = null;
        await Readiness.UntilAsync(
            async () =>
            {
                foreach (var candidate in candidates)
                    leader = await candidate.LeadsAsync() ? candidate : leader;
                return leader is not null;
            },
            Hang,
            () => "nobody leads"
        );
        return leader!;
    }

    /// <summary>Nothing of a run went back or was lost, and nothing failed.</summary>
    private static void GoesOn(RunState before, RunState after)
    {
        Assert.Equal(before.Run, after.Run);
        Assert.Equal(before.Revision, after.Revision);
        Assert.True(after.Step > before.Step, $"{before.Step}, then {after.Step}");
        Assert.True(
            after.Canary.Requests >= before.Canary.Requests && after.Stable.Requests >= before.Stable.Requests,
            $"{before.Canary}, {before.Stable}, then {after.Canary}, {after.Stable}"
        );
        Assert.Equal(0, after.FailedChecks);
    }

    private static Task SharesAsync(RolloutApp app, int percent)
    {
        var seen = -1;
        return Readiness.UntilAsync(
            async () => (seen = await RequestShare.OfCanaryAsync(app, 100)) == percent,
            Hang,
            () => $"{app.Name} has {seen} %, not {percent} %:\n{app.Site.Edge.Child.Output}"
        );
    }

    private static Task WeightsAsync(RolloutApp app, string desired, string acknowledged) =>
        app.UntilAsync(
            status =>
                status.GetProperty("weights") is var weights
                && weights.GetProperty("programmed") is var programmed
                && Text(weights, "desired") == desired
                && Text(programmed, "proxiesAcked") == acknowledged
                && Text(programmed, "total") == "2",
            $"{desired} % is not on {acknowledged} of 2 edges"
        );

    private static string? Text(JsonElement map, string field) => RolloutApp.Text(map, field);

    private static RunState StateOf(JsonElement status) =>
        RunStateJson.ReadText(Text(status, "state") ?? "", out _) ?? new RunState();

    private static string Failsafe(string onLoss) => $"failsafe: {{ leaseSeconds: 10, onControllerLoss: {onLoss} }}";

    private const string Paused = "steps: [{ setWeight: 30 }, { pause: {} }, { setWeight: 60 }, { pause: {} }]";

    private static string Analysis(params string[] parts) =>
        $"{{ interval: 1s, threshold: 2, metrics: [{{ name: request-success-rate, noData: pass }}], {string.Join(", ", parts)} }}";
}
