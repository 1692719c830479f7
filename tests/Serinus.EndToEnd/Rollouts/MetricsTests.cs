using Serinus.Testbed;

namespace Serinus.EndToEnd.Rollouts;

/// <summary>What Prometheus sees of rollouts.</summary>
[Trait("Speed", "slow")]
public class MetricsTests
{
    [Fact]
    public async Task Weights_evidence_and_the_end_of_a_run_are_on_the_metrics_page()
    {
        await using var shop = await RolloutEdge.StartAsync(
            "revision: v2\nsteps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { pause: {} }]"
        );
        await using var load = PacedLoad.Start(shop.Edge.Port, perSecond: 100);
        await shop.UntilAsync(now => now.GetProperty("wantsConsent").GetBoolean());
        await load.FurtherAsync(300);

        var running = await PageAsync(shop, page => page.Contains("side=\"harm\"", StringComparison.Ordinal));

        Assert.Matches(
            """\nserinus_rollout_info\{rollout="shop",stable="stable",canary="canary",revision="v2",stable_revision="[^"]*"} 1\n""",
            running
        );
        Assert.Contains(
            "\nserinus_rollout_phase{rollout=\"shop\",phase=\"Progressing\"} 1\n",
            running,
            StringComparison.Ordinal
        );
        Assert.Contains("\nserinus_rollout_waits{rollout=\"shop\"} 1\n", running, StringComparison.Ordinal);
        Assert.Contains(
            "\nserinus_rollout_weight{rollout=\"shop\",kind=\"desired\"} 20\n",
            running,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\nserinus_rollout_weight{rollout=\"shop\",kind=\"programmed\"} 20\n",
            running,
            StringComparison.Ordinal
        );
        Assert.Matches("""\nserinus_rollout_weight\{rollout="shop",kind="observed"} (19|20|21)[0-9.]*\n""", running);
        Assert.Matches(
            """\nserinus_rollout_evidence\{rollout="shop",metric="request-success-rate",side="safe"} """,
            running
        );
        Assert.DoesNotContain("serinus_rollout_duration_seconds_count", running, StringComparison.Ordinal);

        await shop.CommandAsync("abort", "shop", "--token-file", shop.Edge.TokenPath);
        const string Ended = "\nserinus_rollout_duration_seconds_count{rollout=\"shop\",result=\"rolled_back\"} 1\n";
        var ended = await PageAsync(shop, page => page.Contains(Ended, StringComparison.Ordinal));

        Assert.Contains(
            "\nserinus_rollout_phase{rollout=\"shop\",phase=\"Progressing\"} 0\n",
            ended,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\nserinus_rollout_phase{rollout=\"shop\",phase=\"Failed\"} 1\n",
            ended,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\nserinus_rollout_weight{rollout=\"shop\",kind=\"desired\"} 0\n",
            ended,
            StringComparison.Ordinal
        );
    }

    private static async Task<string> PageAsync(RolloutEdge shop, Func<string, bool> isSo)
    {
        var page = "";
        await Readiness.UntilAsync(
            async () => isSo(page = await shop.Edge.AskAsync("/metrics")),
            TimeSpan.FromMinutes(1),
            () => page
        );
        return page;
    }
}
