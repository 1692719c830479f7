using System.Text.Json;

namespace Serinus.Tests.Commands.Rollouts;

public sealed class SimulateCommandTests : IDisposable
{
    private const string Rollouts = """
        listeners: [{ name: web, address: "127.0.0.1:0" }]
        routes:
          - name: app
            backends: [{ service: stable, weight: 50 }, { service: canary, weight: 50 }]
        services:
          - { name: stable, endpoints: ["http://127.0.0.1:1"] }
          - { name: canary, endpoints: ["http://127.0.0.1:2"] }
        rollouts:
          - { name: shop, route: app, stable: stable, canary: canary, revision: v2, steps: "1%, 10%, 50% every 5m" }
        """;

    private const string Flagger = """
        apiVersion: flagger.app/v1beta1
        kind: Canary
        metadata: { name: podinfo, namespace: test }
        spec:
          targetRef: { apiVersion: apps/v1, kind: Deployment, name: podinfo }
          service: { port: 9898 }
          analysis:
            interval: 1m
            threshold: 5
            maxWeight: 50
            stepWeight: 10
            metrics:
              - { name: request-success-rate, thresholdRange: { min: 99 }, interval: 1m }
        """;

    private readonly ConfigFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task It_tells_how_long_a_rollout_takes_and_how_often_it_would_be_rolled_back()
    {
        var call = await Call.Of("rollout", "simulate", "shop", "-c", folder.Write(Rollouts), "--runs", "50");

        Assert.Equal(0, call.Status);
        Assert.Matches(@"\npromoted +100 % +0 %", call.Output);
        Assert.Matches(@"\nrolled back +0 % +100 %", call.Output);
        Assert.Matches(@"\nhalf took at most +15m\d+s +\d+m\d+s", call.Output);
        Assert.Contains(
            "5 % errors, for example: rolled back new: request-success-rate",
            call.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_answer()
    {
        string[] arguments = ["rollout", "simulate", "--steps", "1%, 50% every 2m", "--runs", "30", "-o", "json"];

        var first = await Call.Of([.. arguments, "--seed", "7"]);
        var second = await Call.Of([.. arguments, "--seed", "7"]);
        var other = await Call.Of([.. arguments, "--seed", "8"]);

        Assert.Equal(first, second);
        Assert.NotEqual(first.Output, other.Output);
        var bad = JsonSerializer.Deserialize<JsonElement>(first.Output).GetProperty("bad");
        Assert.True(bad.GetProperty("rolledBack").GetDouble() > 0.9, first.Output);
    }

    [Fact]
    public async Task A_canary_of_flagger_is_simulated_as_it_is()
    {
        var call = await Call.Of(
            "rollout",
            "simulate",
            "podinfo",
            "-f",
            folder.Write(Flagger, "canary.yaml"),
            "--runs",
            "20"
        );

        Assert.True(call.Status == 0, call.Error);
        Assert.StartsWith("test/podinfo at 100 requests a second", call.Output, StringComparison.Ordinal);
        Assert.Matches(@"\npromoted +100 % +0 %", call.Output);
    }

    [Fact]
    public async Task Too_little_traffic_is_told_with_what_to_do()
    {
        var call = await Call.Of("rollout", "simulate", "--steps", "1%, 10% every 1m", "--rate", "1", "--runs", "20");

        Assert.Equal(0, call.Status);
        Assert.Contains("A bad version often gets through", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_simulated_is_told()
    {
        var path = folder.Write(Rollouts);

        var nothing = await Call.Of("rollout", "simulate");
        var both = await Call.Of("rollout", "simulate", "-c", path, "--steps", "1%");
        var unknown = await Call.Of("rollout", "simulate", "shpo", "-c", path);
        var steps = await Call.Of("rollout", "simulate", "--steps", "many");
        var missing = await Call.Of("rollout", "simulate", "-f", folder.PathOf("none.yaml"));

        Assert.Equal(2, nothing.Status);
        Assert.Contains("one of --config, --filename and --steps", nothing.Error, StringComparison.Ordinal);
        Assert.Equal(2, both.Status);
        Assert.Equal(2, unknown.Status);
        Assert.Contains("name one of the rollouts", unknown.Error, StringComparison.Ordinal);
        Assert.Contains(": shop", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(2, steps.Status);
        Assert.StartsWith("serinus: --steps: ", steps.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, missing.Status);
        Assert.Contains("none.yaml does not exist", missing.Error, StringComparison.Ordinal);
    }
}
