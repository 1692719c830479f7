using System.Text.Json;
using Serinus.Rollouts.Plan;
using Serinus.Testbed;
using Readiness = Serinus.Testbed.Readiness;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary>Looks at a run all the time, at what is stored and at what an edge serves, and puts down whatever must not be.</summary>
internal sealed class KillWatch : IAsyncDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(40);

    private readonly RolloutSite site;
    private readonly ClusterEdge edge;
    private readonly decimal[] weights;
    private readonly CancellationTokenSource stop = new();
    private readonly HashSet<string> faults = [];
    private readonly Task loop;
    private volatile RunState last = new();
    private volatile string version = "";

    /// <summary>Begins to look.</summary>
    /// <param name="site">The application.</param>
    /// <param name="edge">The edge that is never killed.</param>
    /// <param name="weights">The plan: the weight of each step.</param>
    public KillWatch(RolloutSite site, ClusterEdge edge, decimal[] weights)
    {
        (this.site, this.edge, this.weights) = (site, edge, weights);
        loop = Task.Run(LookAsync);
    }

    /// <summary>The state that was stored last.</summary>
    public RunState Last => last;

    /// <summary>How often the edge was looked at.</summary>
    public int Looks { get; private set; }

    /// <summary>What must not be.</summary>
    public string[] Faults
    {
        get
        {
            lock (faults)
                return [.. faults];
        }
    }

    /// <summary>Waits until something is stored anew, or a while is over.</summary>
    public async Task ChangeAsync(TimeSpan longest)
    {
        var before = version;
        using var limit = new CancellationTokenSource(longest);
        while (version == before && !limit.IsCancellationRequested)
            await Task.Delay(5, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Waits until the run of a version was promoted.</summary>
    public Task PromotedAsync(long run) =>
        Readiness.UntilAsync(
            () => last.Run == run && last.Phase == Phase.Succeeded,
            TimeSpan.FromMinutes(2),
            () => $"run {run} does not end: {last}\n{string.Join('\n', site.Edges.Select(one => one.Child.Output))}"
        );

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await loop;
        stop.Dispose();
    }

    private async Task LookAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var served = await ServedAsync();
            var (seen, stored) = await StoredAsync();
            if (stored is not null)
            {
                Compare(last, stored);
                if (served is { } now)
                    Compare(now.Generation, now.Weight, stored);
                (last, version) = (stored, seen);
            }

            await Task.Delay(Turn, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What is stored never goes back within a run.</summary>
    private void Compare(RunState before, RunState after)
    {
        if (after.Run < before.Run)
            Fault($"run {before.Run} became run {after.Run}");
        if (after.Run != before.Run)
            return;
        if (after.Step < before.Step)
            Fault($"run {after.Run}: step {before.Step} became step {after.Step}");
        if (after.Phase < before.Phase)
            Fault($"run {after.Run}: {before.Phase} became {after.Phase}");
        if (after.Traffic.Generation < before.Traffic.Generation)
            Fault($"run {after.Run}: order {before.Traffic.Generation} became {after.Traffic.Generation}");
        if (after.Canary.Requests < before.Canary.Requests || after.Stable.Requests < before.Stable.Requests)
            Fault($"run {after.Run}: evidence became less: {before.Canary}, then {after.Canary}");
        if (after.FailedChecks > 0 || after.Phase == Phase.Failed)
            Fault($"run {after.Run}: a good version failed a check: {after.Reason}");
        if (after.Phase == Phase.Progressing && after.Traffic.CanaryPercent > weights[after.Step])
            Fault($"run {after.Run}: {after.Traffic.CanaryPercent} % in step {after.Step} of {weights[after.Step]} %");
    }

    /// <summary>What an edge serves was stored before, and is no more than is stored.</summary>
    private void Compare(long generation, decimal weight, RunState after)
    {
        if (generation > after.Traffic.Generation)
            Fault($"order {generation} is served, and {after.Traffic.Generation} is stored");
        if (generation == after.Traffic.Generation && weight != after.Traffic.CanaryPercent)
            Fault($"order {generation}: {weight} % is served, and {after.Traffic.CanaryPercent} % is stored");
        if (weight > weights[^1])
            Fault($"{weight} % is served, and the plan ends with {weights[^1]} %");
    }

    private void Fault(string text)
    {
        lock (faults)
            faults.Add(text);
    }

    private async Task<(long Generation, decimal Weight)?> ServedAsync()
    {
        var before = await GenerationAsync();
        var routes = JsonSerializer.Deserialize<JsonElement>(await edge.AskAsync("/api/v1/routes"));
        if (before is null || await GenerationAsync() != before)
            return null;
        Looks++;
        foreach (var route in routes.GetProperty("routes").EnumerateArray())
        {
            foreach (var backend in route.GetProperty("backends").EnumerateArray())
            {
                if (backend.GetProperty("service").GetString()!.Contains("app-canary", StringComparison.Ordinal))
                    return (before.Value, backend.GetProperty("weight").GetDecimal());
            }
        }

        return null;
    }

    private async Task<long?> GenerationAsync()
    {
        var windows = JsonSerializer.Deserialize<JsonElement>(await edge.AskAsync("/api/v1/windows"));
        foreach (var rollout in windows.GetProperty("rollouts").EnumerateArray())
            return rollout.GetProperty("generation").GetInt64();
        return null;
    }

    private async Task<(string Version, RunState? State)> StoredAsync()
    {
        var canary = await site.GetAsync("serinus.dev/v1", "canaries", "app");
        var seen = canary.GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
        return canary.TryGetProperty("status", out var status) && RolloutSite.Text(status, "state") is { } text
            ? (seen, RunStateJson.ReadText(text, out _))
            : (seen, null);
    }
}
