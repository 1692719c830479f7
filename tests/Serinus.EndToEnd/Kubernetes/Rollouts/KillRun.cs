using System.Diagnostics;
using System.Text.Json;
using Serinus.Rollouts.Plan;
using Serinus.Testbed;
using Readiness = Serinus.Testbed.Readiness;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>
/// Runs of a Canary with gates, hooks and alerts, during which whoever leads is killed again and again, at once behind something it stored or
/// at any other time. A third edge that never leads carries the traffic and is looked at.
/// </summary>
internal sealed class KillRun : IAsyncDisposable
{
    private static readonly decimal[] weights = [10, 20, 30, 50];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly RolloutSite site;
    private readonly KillReceiver receiver;
    private readonly SteadyLoad load;
    private readonly KillWatch watch;
    private readonly ClusterEdge[] candidates;
    private readonly SortedDictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<TimeSpan> resumed = [];
    private readonly List<TimeSpan> takenOver = [];

    private KillRun(RolloutSite site, KillReceiver receiver, SteadyLoad load, ClusterEdge[] candidates)
    {
        (this.site, this.receiver, this.load, this.candidates) = (site, receiver, load, candidates);
        watch = new KillWatch(site, site.Edge, weights);
    }

    /// <summary>The state stored last.</summary>
    public RunState Last => watch.Last;

    /// <summary>How often the surviving edge was looked at.</summary>
    public int Looks => watch.Looks;

    /// <summary>What was stored and served and must not be.</summary>
    public string[] Faults => watch.Faults;

    /// <summary>Requests that failed on the edge that was not killed.</summary>
    public IReadOnlyCollection<string> Failures => load.Failures;

    /// <summary>Answers to its clients.</summary>
    public long Answered => load.Answered;

    /// <summary>What was told.</summary>
    public KillReceiver Told => receiver;

    /// <summary>Kills by where the run stood.</summary>
    public IReadOnlyDictionary<string, int> Places => places;

    /// <summary>From each kill until a new process of the same pod led.</summary>
    public IReadOnlyList<TimeSpan> Resumed => resumed;

    /// <summary>From each kill until another replica led.</summary>
    public IReadOnlyList<TimeSpan> TakenOver => takenOver;

    public static async Task<KillRun> StartAsync(SharedApiServer shared)
    {
        var site = await RolloutSite.StartAsync(shared, "{ lead: false }", adminHost: shared.Network.HostAddress(1));
        var receiver = new KillReceiver();
        var settings = EdgePeers.Settings(site);
        ClusterEdge[] candidates =
        [
            await site.AddEdgeAsync(settings: settings, adminHost: shared.Network.HostAddress(2)),
            await site.AddEdgeAsync(settings: settings, adminHost: shared.Network.HostAddress(3)),
        ];
        await EdgePeers.PublishAsync(site, [site.Edge, .. candidates]);
        await site.ApplyAsync(
            $$"""
            apiVersion: serinus.dev/v1
            kind: AlertProvider
            metadata: { name: desk }
            spec: { type: json, address: "{{receiver.Url}}/alert" }
            """
        );
        var load = site.Load(connections: 2);
        await site.ApplyAsync(RolloutSite.Canary(Analysis(receiver.Url), "historyLimit: 50"));
        await site.PhaseAsync("Initialized");
        return new KillRun(site, receiver, load, candidates);
    }

    /// <summary>Kills so often, beginning a run whenever one has ended; then waits for the end of the last.</summary>
    /// <param name="kills">How often.</param>
    /// <param name="seed">Makes it the same again.</param>
    /// <param name="leave">After every so many kills the pod stays away until another replica leads; never when 0.</param>
    public async Task KillAsync(int kills, int seed, int leave)
    {
        var chance = new Random(seed);
        var run = watch.Last.Run;
        for (var kill = 1; kill <= kills; kill++)
        {
            if (!watch.Last.IsRunning && watch.Last.Run == run)
                await site.SetVersionAsync($"v{++run + 1}");
            var leader = await LeaderAsync();
            if (kill % 2 == 0)
                await watch.ChangeAsync(TimeSpan.FromSeconds(2));
            else
                await Task.Delay(chance.Next(800));
            Count(watch.Last);
            var killed = Stopwatch.GetTimestamp();
            await leader.KillAsync();
            if (leave > 0 && kill % leave == 0)
            {
                await candidates.Single(other => other != leader).LeadingAsync();
                takenOver.Add(Stopwatch.GetElapsedTime(killed));
                await leader.StartAgainAsync();
                continue;
            }

            await leader.StartAgainAsync();
            await leader.LeadingAsync();
            resumed.Add(Stopwatch.GetElapsedTime(killed));
        }

        if (run > 0)
            await watch.PromotedAsync(run);
    }

    /// <summary>Events that there are more often than what they tell happened: every run says the same words of its steps.</summary>
    public async Task<string[]> RepeatedEventsAsync()
    {
        var happened = (await RunsAsync())
            .SelectMany(run => run.GetProperty("status").GetProperty("timeline").EnumerateArray())
            .CountBy(entry => (RolloutSite.Text(entry, "kind"), RolloutSite.Text(entry, "text")))
            .ToDictionary();
        // What was told before the first run, such as its being made, stands in no run.
        return
        [
            .. (await site.EventsAsync())
                .CountBy(one => one)
                .Where(told => told.Value > happened.GetValueOrDefault(told.Key, 1))
                .Select(told => $"{told.Value} times {told.Key}"),
        ];
    }

    /// <summary>How the runs ended.</summary>
    public async Task<string[]> ResultsAsync() =>
        [.. (await RunsAsync()).Select(one => one.GetProperty("status").GetProperty("result").GetString()!)];

    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync();
        await load.DisposeAsync();
        await site.DisposeAsync();
        await receiver.DisposeAsync();
    }

    /// <summary>All runs, once each of them is written down.</summary>
    private async Task<JsonElement[]> RunsAsync()
    {
        JsonElement[] runs = [];
        await Readiness.UntilAsync(
            async () =>
            {
                var list = await site.Server.GetAsync($"/apis/serinus.dev/v1/namespaces/{site.Namespace}/canaryruns");
                runs = [.. list.GetProperty("items").EnumerateArray()];
                return runs.Length >= watch.Last.Run;
            },
            Patience,
            () => $"{runs.Length} of {watch.Last.Run} runs are written down"
        );
        return runs;
    }

    private async Task<ClusterEdge> LeaderAsync()
    {
        ClusterEdge? leader = null;
        await Readiness.UntilAsync(
            async () =>
            {
                foreach (var candidate in candidates)
                {
                    if (await candidate.LeadsAsync())
                        leader = candidate;
                }

                return leader is not null;
            },
            Patience,
            () => $"nobody leads:\n{string.Join('\n', candidates.Select(one => one.Child.Output))}"
        );
        return leader!;
    }

    private void Count(RunState state)
    {
        var place = state.Phase == Phase.Progressing ? $"{state.Phase}, step {state.Step + 1}" : state.Phase.ToString();
        places[place] = places.GetValueOrDefault(place) + 1;
    }

    private static string Analysis(string url) =>
        $$"""
            { interval: 1s, threshold: 3, stepWeights: [{{string.Join(", ", weights)}}],
              metrics: [{ name: request-success-rate, thresholdRange: { min: 95 }, interval: 2s }],
              webhooks: [
                { name: open, type: confirm-rollout, url: "{{url}}/open" },
                { name: before, type: pre-rollout, url: "{{url}}/before" },
                { name: rise, type: confirm-traffic-increase, url: "{{url}}/rise" },
                { name: check, type: rollout, url: "{{url}}/check" },
                { name: end, type: confirm-promotion, url: "{{url}}/end" },
                { name: after, type: post-rollout, url: "{{url}}/after" },
              ],
              alerts: [{ name: desk, severity: info, providerRef: { name: desk } }] }
            """.ReplaceLineEndings(" ");
}
