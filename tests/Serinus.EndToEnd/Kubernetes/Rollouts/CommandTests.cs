using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Kubernetes.Rollouts;

/// <summary><c>serinus rollout</c> against a cluster: what Canaries say, and what an annotation asks of whoever leads.</summary>
[Collection(KubernetesCollection.Name)]
public class CommandTests(SharedApiServer shared)
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Speed", "slow")]
    public async Task Rollouts_of_a_cluster_are_listed_shown_steered_and_remembered()
    {
        await using var site = await RolloutSite.StartAsync(shared);
        await site.ApplyAsync(
            RolloutSite.Canary("{ steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { pause: {} }] }")
        );
        await site.PhaseAsync("Initialized");
        await site.SetVersionAsync("v2");
        await site.UntilAsync(status => RolloutSite.Text(status, "step") == "2/4", "no pause");

        var (_, list) = await RunAsync(site, "list", "-n", site.Namespace);
        var (_, everywhere) = await RunAsync(site, "list", "-A", "-o", "json");
        var (waiting, page) = await RunAsync(site, "get", "app", "-n", site.Namespace);
        var (paused, _) = await RunAsync(site, "status", "app", "-n", site.Namespace);

        Assert.Contains($"{site.Namespace}/app", list, StringComparison.Ordinal);
        Assert.Contains("20 %", list, StringComparison.Ordinal);
        Assert.Contains(
            JsonSerializer.Deserialize<JsonElement>(everywhere).GetProperty("rollouts").EnumerateArray(),
            rollout => rollout.GetProperty("name").GetString() == $"{site.Namespace}/app"
        );
        Assert.Equal(0, waiting);
        Assert.Contains("desired 20 %  programmed 20 % (1/1)", page, StringComparison.Ordinal);
        Assert.Contains("step 2 of 4", page, StringComparison.Ordinal);
        Assert.Equal(5, paused);
        var metrics = await site.Edge.AskAsync("/metrics");
        Assert.Contains(
            $"serinus_rollout_weight{{rollout=\"{site.Namespace}/app\",kind=\"programmed\"}} 20\n",
            metrics,
            StringComparison.Ordinal
        );
        var (throughEdge, seen) = await ChildProcess.RunAsync(
            Repository.Program,
            ["rollout", "status", $"{site.Namespace}/app", "--server", $"http://127.0.0.1:{site.Edge.AdminPort}"],
            Hang
        );
        Assert.True(throughEdge == 5, seen);

        var (promoted, said) = await RunAsync(site, "promote", "app", "-n", site.Namespace);
        Assert.True(promoted == 0, said);
        await site.UntilAsync(status => RolloutSite.Text(status, "step") == "4/4", "not promoted");
        var (aborted, why) = await RunAsync(site, "abort", $"{site.Namespace}/app", "-A");
        Assert.True(aborted == 0, why);
        await site.PhaseAsync("Failed");
        var (failed, line) = await RunAsync(site, "status", "app", "-n", site.Namespace, "--wait");
        Assert.Equal(1, failed);
        Assert.Contains("rolled back", line, StringComparison.Ordinal);
        var (_, history) = await RunAsync(site, "history", "app", "-n", site.Namespace);
        Assert.Contains("RolledBack", history, StringComparison.Ordinal);

        var (refused, reason) = await RunAsync(site, "resume", "app", "-n", site.Namespace);
        Assert.Equal(1, refused);
        Assert.Contains("nothing runs", reason, StringComparison.Ordinal);
        var (missing, cure) = await RunAsync(site, "get", "nothing", "-n", site.Namespace);
        Assert.NotEqual(0, missing);
        Assert.Contains("canary", cure, StringComparison.Ordinal);
        Assert.Contains("nothing: not found", cure, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output)> RunAsync(RolloutSite site, params string[] arguments) =>
        ChildProcess.RunAsync(
            Repository.Program,
            ["rollout", .. arguments, "--kubeconfig", site.Server.Kubeconfig],
            Hang
        );
}
