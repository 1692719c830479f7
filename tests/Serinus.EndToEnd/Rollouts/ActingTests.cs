using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Rollouts;

/// <summary>Who looks needs nothing, who acts needs a token; each command is carried out once.</summary>
[Trait("Speed", "slow")]
public class ActingTests
{
    private const string Paused =
        "revision: v2\nsteps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 50 }, { pause: {} }]";

    [Fact]
    public async Task Nobody_acts_without_a_token()
    {
        await using var shop = await RolloutEdge.StartAsync(Paused);

        using var none = await PostAsync(shop, "abort", token: null);
        using var wrong = await PostAsync(shop, "abort", token: SerinusProcess.Token + "x");
        var (status, output) = await shop.CommandAsync("abort", "shop");

        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal("Bearer", none.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.NotEqual(0, status);
        Assert.Contains("--token-file", output, StringComparison.Ordinal);
        Assert.True((await shop.AskAsync()).GetProperty("isRunning").GetBoolean());

        File.Delete(shop.Edge.TokenPath);
        using var off = await PostAsync(shop, "abort", SerinusProcess.Token);
        Assert.Equal(HttpStatusCode.Forbidden, off.StatusCode);
        Assert.Contains("admin.tokenFile", await off.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_is_sent_twice_is_carried_out_once_and_its_actor_remembered()
    {
        await using var shop = await RolloutEdge.StartAsync(Paused);
        await shop.UntilAsync(now => now.GetProperty("wantsConsent").GetBoolean());

        using var first = await PostAsync(shop, "promote", SerinusProcess.Token, "one", "ann");
        await shop.UntilAsync(now => now.GetProperty("step").GetInt32() == 4);
        using var second = await PostAsync(shop, "promote", SerinusProcess.Token, "one", "ann");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        var rollout = await shop.AskAsync();
        Assert.Equal(4, rollout.GetProperty("step").GetInt32());
        Assert.True(rollout.GetProperty("isRunning").GetBoolean());
        Assert.Contains(
            rollout.GetProperty("timeline").EnumerateArray(),
            entry => entry.GetProperty("actor").GetString() == "ann (token tests)"
        );
    }

    [Fact]
    public async Task Commands_do_what_their_names_say()
    {
        await using var shop = await RolloutEdge.StartAsync(
            "revision: v2\nsteps: [{ setWeight: 20 }, { pause: { duration: 1h } }, { setWeight: 50 }, { pause: {} }]"
        );
        await shop.UntilAsync(now => now.GetProperty("step").GetInt32() == 2);

        await Accepted(shop, "pause");
        Assert.Equal(5, (await shop.CommandAsync("status", "shop")).ExitCode);
        await Accepted(shop, "resume");
        await shop.UntilAsync(now => now.GetProperty("step").GetInt32() == 4);
        await Accepted(shop, "abort");
        Assert.Equal(1, (await shop.CommandAsync("status", "shop", "--wait", "--timeout", "1m")).ExitCode);
        await Accepted(shop, "retry");
        await shop.UntilAsync(now => now.GetProperty("run").GetInt64() == 2);
        await Accepted(shop, "promote-full");
        Assert.Equal(0, (await shop.CommandAsync("status", "shop", "--wait", "--timeout", "1m")).ExitCode);
        await Accepted(shop, "undo");
        Assert.Equal(1, (await shop.CommandAsync("status", "shop")).ExitCode);

        var (refused, why) = await shop.CommandAsync("promote", "shop", "--token-file", shop.Edge.TokenPath);
        Assert.Equal(1, refused);
        Assert.Contains("nothing runs", why, StringComparison.Ordinal);
        var (missing, which) = await shop.CommandAsync("get", "shpo");
        Assert.NotEqual(0, missing);
        Assert.Contains("there are shop", which, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_for_a_change_is_told_at_once()
    {
        await using var shop = await RolloutEdge.StartAsync(Paused);
        var before = await shop.UntilAsync(now => now.GetProperty("wantsConsent").GetBoolean());

        var waiting = shop.Edge.AskAsync(
            $"/api/v1/rollouts/shop?wait=60&version={Uri.EscapeDataString(before.GetProperty("version").GetString()!)}"
        );
        using var act = await PostAsync(shop, "abort", SerinusProcess.Token);
        var after = JsonSerializer.Deserialize<JsonElement>(await waiting);

        Assert.NotEqual(before.GetProperty("version").GetString(), after.GetProperty("version").GetString());
    }

    private static async Task Accepted(RolloutEdge shop, string verb)
    {
        var (status, output) = await shop.CommandAsync(verb, "shop", "--token-file", shop.Edge.TokenPath);
        Assert.True(status == 0, $"{verb}: {output}");
    }

    private static async Task<HttpResponseMessage> PostAsync(
        RolloutEdge shop,
        string verb,
        string? token,
        string? key = null,
        string? actor = null
    )
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"http://127.0.0.1:{shop.Edge.AdminPort}/api/v1/rollouts/shop/{verb}"
        );
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (actor is not null)
            request.Headers.Add("X-Serinus-Actor", actor);
        return await client.SendAsync(request);
    }
}
