using Serinus.Testbed;

namespace Serinus.EndToEnd.Canary;

/// <summary>Users who are kept on the version they had, for one run and no longer.</summary>
public class AffinityTests
{
    private const int Users = 200;

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Who_was_once_on_the_canary_stays_there_until_the_run_is_over(string transport)
    {
        await using var stable = Named("stable");
        await using var canary = Named("canary");
        await using var edge = await OrderedEdge.StartAsync(stable, canary.Url, transport);
        await edge.OrderAsync(1, Kept(30));

        var cookies = new string[Users];
        var first = new bool[Users];
        for (var user = 0; user < Users; user++)
        {
            var answer = await AskAsync(edge, null);
            (first[user], cookies[user]) = (answer.Text == "canary", answer.Head["Set-Cookie"]!.Split(';')[0]);
        }

        // New users are split exactly, and come back to where they were.
        Assert.InRange(first.Count(isCanary => isCanary), 59, 61);
        Assert.Equal(first, await WhereAsync(edge, cookies));

        // A ramp only ever adds; of 140 on stable three in seven move: within five standard deviations of 60.
        await edge.OrderAsync(2, Kept(60));
        var ramped = await WhereAsync(edge, cookies);
        Assert.All(Enumerable.Range(0, Users).Where(user => first[user]), user => Assert.True(ramped[user]));
        Assert.InRange(ramped.Count(isCanary => isCanary), 120 - 30, 120 + 30);

        // Over: nobody is on the canary, and the cookie goes.
        await edge.OrderAsync(3, "\"canaryPercent\": 0, \"expiredCookie\": \"stay\"");
        var after = await AskAsync(edge, cookies[Array.IndexOf(first, true)]);
        Assert.Equal("stable", after.Text);
        Assert.Contains("stay=;", after.Head["Set-Cookie"]);
        Assert.Contains("Max-Age=0", after.Head["Set-Cookie"]);
        Assert.False((await AskAsync(edge, null)).Head.Has("Set-Cookie"));
    }

    private static string Kept(int percent) =>
        $$"""
            "canaryPercent": {{percent}},
            "cohort": { "by": "Cookie", "cookie": "stay", "salt": "rollout ro v2", "policy": "Evict", "cookieMaxAge": "1.00:00:00" }
            """;

    private static async Task<bool[]> WhereAsync(OrderedEdge edge, string[] cookies)
    {
        var isCanary = new bool[cookies.Length];
        for (var user = 0; user < cookies.Length; user++)
            isCanary[user] = (await AskAsync(edge, cookies[user])).Text == "canary";
        return isCanary;
    }

    private static Task<RawResponse> AskAsync(OrderedEdge edge, string? cookie) =>
        RawClient.ExchangeAsync(
            edge.Edge.Port,
            $"GET / HTTP/1.1\r\nHost: a.test\r\n{(cookie is null ? "" : $"Cookie: {cookie}\r\n")}\r\n"
        );

    private static RecordingUpstream Named(string name) =>
        new() { Script = request => request.Connection.AnswerAsync(name) };
}
