using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Rollouts;

/// <summary>Rollouts of configuration files: from the first weight to promotion or back.</summary>
[Trait("Speed", "slow")]
public class RolloutTests
{
    [Fact]
    public async Task A_healthy_version_goes_through_its_steps_and_gets_everybody()
    {
        await using var shop = await RolloutEdge.StartAsync("revision: v2\nsteps: \"10%, 50% every 1s\"");
        await using var load = PacedLoad.Start(shop.Edge.Port, perSecond: 100);

        var rollout = await shop.UntilAsync(now => Is(now, "Succeeded"));

        Assert.Equal(
            ["v2 gets 10 %, step 1 of 2 (10 %)", "v2 gets 50 %, step 2 of 2 (50 %)"],
            Timeline(rollout, "WeightSet")
        );
        Assert.Equal("Promoted", Text(rollout, "result"));
        var before = load.Bodies["canary"];
        await load.FurtherAsync(100);
        await load.StopAsync();
        Assert.Equal(0, load.Failed);
        Assert.True(load.Bodies["canary"] >= before + 90, $"{load.Bodies["canary"]} after {before}");
        var (status, output) = await shop.CommandAsync("status", "shop");
        Assert.Equal(0, status);
        Assert.Contains("Succeeded (v2)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_version_is_rolled_back_before_many_users_meet_its_errors()
    {
        await using var shop = await RolloutEdge.StartAsync("revision: v2\nsteps: \"10%, 50% every 5m\"");
        shop.BreakCanary(everyNth: 10);
        await using var load = PacedLoad.Start(shop.Edge.Port, perSecond: 200);

        var rollout = await shop.UntilAsync(now => Is(now, "Failed"));
        await Readiness.UntilAsync(
            async () =>
                (await shop.AskAsync()).GetProperty("weight").GetProperty("programmed").ValueKind != JsonValueKind.Null,
            TimeSpan.FromSeconds(60),
            () => "the order back is not served"
        );
        // What was under way when the order came may still be answered by the canary.
        await load.FurtherAsync(200);
        var after = load.Bodies["canary"];
        await load.FurtherAsync(300);
        await load.StopAsync();

        Assert.Equal("RolledBack", Text(rollout, "result"));
        Assert.Contains("% errors vs", Text(rollout, "reason"), StringComparison.Ordinal);
        Assert.InRange(load.Failed, 1, 59);
        Assert.Equal(after, load.Bodies["canary"]);
        var (status, output) = await shop.CommandAsync("status", "shop");
        Assert.Equal(1, status);
        Assert.Contains("rolled back", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_fallback_no_user_meets_an_error_of_a_bad_version()
    {
        await using var shop = await RolloutEdge.StartAsync(
            "revision: v2\nsteps: \"10%, 50% every 5m\"",
            "fallback: { serverError: true }"
        );
        shop.BreakCanary(everyNth: 10);
        await using var load = PacedLoad.Start(shop.Edge.Port, perSecond: 200);

        var rollout = await shop.UntilAsync(now => Is(now, "Failed"));
        await load.StopAsync();

        Assert.Equal("RolledBack", Text(rollout, "result"));
        Assert.Equal(0, load.Failed);
        Assert.True(rollout.GetProperty("canaryArm").GetProperty("errors").GetInt64() > 0);
    }

    [Fact]
    public async Task A_program_that_is_killed_goes_on_where_it_was_and_serves_no_other_weight_meanwhile()
    {
        await using var shop = await RolloutEdge.StartAsync(
            "revision: v2\nsteps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { pause: {} }]"
        );
        await shop.UntilAsync(now => now.GetProperty("wantsConsent").GetBoolean());
        for (var kill = 0; kill < 3; kill++)
        {
            await shop.Edge.KillAsync();
            await shop.Edge.StartAgainAsync();

            var bodies = await AskAsync(shop.Edge.Port, 100);
            Assert.Equal(20, bodies.Count(body => body == "canary"));
        }

        var rollout = await shop.AskAsync();
        Assert.Equal(1, rollout.GetProperty("run").GetInt64());
        Assert.Equal(2, rollout.GetProperty("step").GetInt32());
        Assert.Single(Timeline(rollout, "WeightSet"));
        var (status, output) = await shop.CommandAsync("promote", "shop", "--token-file", shop.Edge.TokenPath);
        Assert.True(status == 0, output);
        await shop.UntilAsync(now =>
            Desired(now) == 50 && now.GetProperty("weight").GetProperty("acknowledged").GetInt32() == 1
        );
        Assert.InRange((await AskAsync(shop.Edge.Port, 100)).Count(body => body == "canary"), 49, 51);
    }

    [Fact]
    public async Task A_version_that_comes_in_the_middle_of_a_run_begins_at_the_first_step()
    {
        const string Steps = "steps: [{ setWeight: 20 }, { setWeight: 40 }, { pause: {} }]";
        await using var shop = await RolloutEdge.StartAsync($"revision: v2\n{Steps}");
        await shop.UntilAsync(now => now.GetProperty("wantsConsent").GetBoolean());

        shop.Write($"revision: v3\n{Steps}");
        var rollout = await shop.UntilAsync(now =>
            Text(now, "revision") == "v3" && now.GetProperty("wantsConsent").GetBoolean()
        );

        Assert.Equal(2, rollout.GetProperty("run").GetInt64());
        Assert.Equal(
            ["v3 gets 20 %, step 1 of 3 (20 %)", "v3 gets 40 %, step 2 of 3 (40 %)"],
            Timeline(rollout, "WeightSet")
        );
        var (_, history) = await shop.CommandAsync("history", "shop");
        Assert.Contains("Superseded", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_of_the_file_are_never_served_under_a_rollout()
    {
        await using var shop = await RolloutEdge.StartAsync(
            "revision: v2\nsteps: [{ approval: {} }, { setWeight: 50 }, { analysis: {} }]"
        );
        var bodies = await AskAsync(shop.Edge.Port, 200);

        Assert.DoesNotContain("canary", bodies);
        var (status, _) = await shop.CommandAsync("status", "shop");
        Assert.Equal(5, status);
    }

    private static async Task<List<string>> AskAsync(int port, int requests)
    {
        using var client = new HttpClient();
        var bodies = new List<string>();
        for (var i = 0; i < requests; i++)
            bodies.Add(await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/")));
        return bodies;
    }

    private static bool Is(JsonElement rollout, string phase) => Text(rollout, "phase") == phase;

    private static decimal Desired(JsonElement rollout) =>
        rollout.GetProperty("weight").GetProperty("desired").GetDecimal();

    private static string Text(JsonElement rollout, string property) => rollout.GetProperty(property).GetString()!;

    private static string[] Timeline(JsonElement rollout, string kind) =>
        [
            .. rollout
                .GetProperty("timeline")
                .EnumerateArray()
                .Where(entry => Text(entry, "kind") == kind)
                .Select(entry => Text(entry, "text")),
        ];
}
