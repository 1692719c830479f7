using System.Text.Json;
using Serinus.EndToEnd.Kubernetes.Rollouts;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Rollouts;

/// <summary>Those whom the file's <c>news</c> names hear of every rollout of it, each event once and in the form they take.</summary>
[Trait("Speed", "slow")]
public sealed class NewsTests : IAsyncLifetime
{
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);
    private static readonly string[] people = ["slack", "teams", "discord"];

    private readonly HookReceiver receiver = new();
    private SerinusProcess edge = null!;

    public async ValueTask InitializeAsync()
    {
        string[] paths = ["json", "moved", "errors", .. people];
        foreach (var path in paths)
            receiver.Answer(path, 200);
        edge = await SerinusProcess.StartAsync(Config("v2", receiver.Url("json")));
    }

    [Fact]
    public async Task Every_event_of_every_rollout_is_told_once_in_each_form()
    {
        foreach (var name in new[] { "shop", "cart" })
        {
            var timeline = await PromotedAsync(name, run: 1);
            await ToldAsync("json", name, timeline.Length);
            var told = Of("json", name);

            Assert.Contains("Promoted", timeline);
            Assert.Equal(timeline, told.Select(news => Text(news, "kind")));
            Assert.Equal(told.Length, told.Select(news => Text(news, "id")).Distinct().Count());
            Assert.All(told, news => Assert.Equal("v2", Text(news, "revision")));
        }

        // Whoever reads a chat is not told of each weight.
        var titles = receiver
            .Sent("json")
            .Where(news => Text(news, "kind") is not ("WeightSet" or "StepCompleted"))
            .Select(news => Text(news, "text"))
            .Order()
            .ToArray();
        foreach (var chat in people)
            await receiver.CalledAsync(chat, titles.Length);
        Assert.Equal(titles, receiver.Sent("slack").Select(m => Text(m.GetProperty("attachments")[0], "text")).Order());
        Assert.Equal(
            titles,
            receiver.Sent("discord").Select(m => Text(m.GetProperty("embeds")[0], "description")).Order()
        );
        Assert.Equal(
            titles,
            receiver
                .Sent("teams")
                .Select(m => m.GetProperty("attachments")[0].GetProperty("content").GetProperty("body")[1])
                .Select(block => Text(block, "text"))
                .Order()
        );
        Assert.Empty(receiver.Sent("errors"));
    }

    [Fact]
    public async Task An_address_that_is_edited_counts_from_then_on_and_a_bad_one_changes_nothing()
    {
        await PromotedAsync("shop", run: 1);

        edge.WriteConfig(Config("v3", receiver.Url("moved")));
        var second = await PromotedAsync("shop", run: 2);
        edge.WriteConfig(Config("v4", "nowhere"));
        var third = await PromotedAsync("shop", run: 3);

        await ToldAsync("moved", "shop", second.Length + third.Length);
        Assert.Equal([.. second, .. third], Of("moved", "shop").Select(news => Text(news, "kind")));
        Assert.DoesNotContain(Of("json", "shop"), news => Text(news, "revision") != "v2");
        var problems = await edge.AskAsync("/api/v1/problems");
        Assert.Contains("it is no URL of http", problems, StringComparison.Ordinal);
        Assert.DoesNotContain("nowhere", problems, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await receiver.DisposeAsync();
    }

    /// <summary>What a path was sent of the runs of a rollout.</summary>
    private JsonElement[] Of(string path, string rollout) =>
        [
            .. receiver
                .Sent(path)
                .Where(news => Text(news, "rollout") == rollout && news.GetProperty("run").GetInt64() > 0),
        ];

    private Task ToldAsync(string path, string rollout, int times) =>
        Readiness.UntilAsync(
            () => Of(path, rollout).Length >= times,
            Hang,
            () => $"{path} was told {Of(path, rollout).Length} times of {rollout}, not {times}"
        );

    /// <summary>Waits until a run ended well, and gives the kinds of what happened in it.</summary>
    private async Task<string[]> PromotedAsync(string rollout, long run)
    {
        JsonElement last = default;
        await Readiness.UntilAsync(
            async () =>
            {
                last = JsonSerializer.Deserialize<JsonElement>(await edge.AskAsync($"/api/v1/rollouts/{rollout}"));
                return last.GetProperty("run").GetInt64() == run && Text(last, "phase") == "Succeeded";
            },
            Hang,
            () => $"the rollout is {last}\n{edge.Child.Output}"
        );
        return [.. last.GetProperty("timeline").EnumerateArray().Select(entry => Text(entry, "kind"))];
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private string Config(string revision, string bus) =>
        $$"""
            stateFolder: STATE
            routes:
              - { name: one, hosts: [one.test], backends: [{ service: stable, weight: 50 }, { service: canary, weight: 50 }] }
              - { name: two, hosts: [two.test], backends: [{ service: stable, weight: 50 }, { service: canary, weight: 50 }] }
            services:
              - { name: stable, endpoints: ["{{receiver.Url("").TrimEnd('/')}}"] }
              - { name: canary, endpoints: ["{{receiver.Url("").TrimEnd('/')}}"] }
            news:
              - { name: bus, type: json, address: "{{bus}}" }
              - { name: slack, type: slack, address: "{{receiver.Url("slack")}}" }
              - { name: teams, type: teams, address: "{{receiver.Url("teams")}}" }
              - { name: discord, type: discord, address: "{{receiver.Url("discord")}}" }
              - { name: errors, type: json, severity: error, address: "{{receiver.Url("errors")}}" }
            rollouts:
              - { name: shop, route: one, stable: stable, canary: canary, revision: {{revision}}, steps: [{ setWeight: 50 }, { pause: { duration: 1s } }] }
              - { name: cart, route: two, stable: stable, canary: canary, revision: {{revision}}, steps: [{ setWeight: 20 }, { pause: { duration: 1s } }] }
            """;
}
