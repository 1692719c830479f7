using Serinus.Testbed;

namespace Serinus.EndToEnd.Canary;

/// <summary>What an edge does with the orders of a rollout, as clients and both versions see it. Counted, not timed.</summary>
public class OrderTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

    [Fact]
    public async Task Shares_are_exact_from_order_to_order_and_across_a_reload()
    {
        await using var stable = Named("stable");
        await using var canary = Named("canary");
        await using var edge = await OrderedEdge.StartAsync(stable, canary.Url);

        await edge.OrderAsync(1, 10);
        Assert.InRange(await CountAsync(edge, 500), 49, 51);
        await edge.ReloadAsync("7");
        Assert.InRange(await CountAsync(edge, 500), 49, 51);
        await edge.OrderAsync(2, 0.5m);
        Assert.InRange(await CountAsync(edge, 600), 2, 4);
        await edge.OrderAsync(3, 0);
        Assert.Equal(0, await CountAsync(edge, 300));
        await edge.OrderAsync(4, 100);
        Assert.Equal(300, await CountAsync(edge, 300));
    }

    [Fact]
    public async Task Requests_that_match_go_to_the_canary_and_no_others()
    {
        await using var stable = Named("stable");
        await using var canary = Named("canary");
        await using var edge = await OrderedEdge.StartAsync(stable, canary.Url);
        await edge.OrderAsync(
            1,
            """
            "canaryPercent": 0, "match": [
              { "headers": [ { "name": "X-Beta", "kind": "Exact", "value": "1" } ] },
              { "cookies": [ { "name": "canary", "kind": "Regex", "value": "y.*" } ] } ]
            """
        );

        Assert.Equal("canary", await BodyAsync(edge, "X-Beta: 1\r\n"));
        Assert.Equal("canary", await BodyAsync(edge, "Cookie: a=b; canary=yes\r\n"));
        Assert.Equal("stable", await BodyAsync(edge, "X-Beta: 2\r\nCookie: canary=no\r\n"));
        Assert.Equal(0, await CountAsync(edge, 100));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_canary_that_fails_is_taken_out_and_gets_nothing_until_the_next_order(string transport)
    {
        await using var stable = Named("stable");
        await using var canary = new RecordingUpstream
        {
            Script = request => request.Connection.SendAsync("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno"),
        };
        await using var edge = await OrderedEdge.StartAsync(stable, canary.Url, transport);
        await edge.OrderAsync(1, 50);

        await using (var load = SteadyLoad.Start(edge.Edge.Port, connections: 2))
            Assert.Contains("requests failed", await edge.TakenOutAsync());
        await SettledAsync(edge);
        var before = canary.Requests.Count;

        Assert.Equal(0, await CountAsync(edge, 300));
        Assert.Equal(before, canary.Requests.Count);
        await edge.Edge.CountsAsync(1, "serinus_rollout_guard_total", "rollout=\"ro\"", "reason=\"fast_fail\"");
        Assert.Contains("has taken canary out", await edge.Edge.AskAsync("/api/v1/problems?kind=rollout"));

        await edge.Edge.KillAsync();
        await edge.Edge.StartAgainAsync();
        Assert.Contains("requests failed", await edge.TakenOutAsync());
        Assert.Equal(0, await CountAsync(edge, 300));
        Assert.Equal(before, canary.Requests.Count);

        canary.Script = request => request.Connection.AnswerAsync("canary");
        await edge.OrderAsync(2, 50);
        Assert.Equal(100, await CountAsync(edge, 200));
    }

    [Fact]
    public async Task A_canary_without_an_endpoint_is_taken_out_and_no_client_is_failed()
    {
        await using var stable = Named("stable");
        await using var edge = await OrderedEdge.StartAsync(stable, $"http://127.0.0.1:{FreePort.Next()}");
        await edge.OrderAsync(1, 20);

        await using var load = SteadyLoad.Start(edge.Edge.Port, connections: 2);
        await edge.TakenOutAsync();
        await load.FurtherAsync(200);
        await load.StopAsync();

        Assert.Empty(load.Failures);
        Assert.Equal(["stable"], load.Bodies.Keys);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Copies_are_an_exact_share_and_clients_see_stable_alone(string transport)
    {
        await using var stable = Named("stable");
        await using var canary = Named("canary");
        await using var edge = await OrderedEdge.StartAsync(stable, canary.Url, transport);
        await edge.OrderAsync(1, "\"canaryPercent\": 0, \"mirrorPercent\": 25");

        Assert.Equal(0, await CountAsync(edge, 200));
        var post = await RawClient.ExchangeAsync(
            edge.Edge.Port,
            "POST /p?q=1 HTTP/1.1\r\nHost: a.test\r\nX-Serinus-Mirror: 1\r\nContent-Length: 5\r\n\r\nhello"
        );
        Assert.Equal(0, await CountAsync(edge, 3));

        // Four requests, one of which is a copy whatever the phase; no client can make its own look like one.
        await edge.Edge.CountsAsync(51, "serinus_mirrored_requests_total", "route=\"app\"", "backend=\"canary\"");
        Assert.Equal("stable", post.Text);
        Assert.Equal(51, canary.Requests.Count);
        Assert.Equal(204, stable.Requests.Count);
        Assert.All(canary.Requests, copy => Assert.Equal("1", copy.Head["X-Serinus-Mirror"]));
        Assert.All(stable.Requests, request => Assert.False(request.Head.Has("X-Serinus-Mirror")));
        Assert.Empty(canary.Malformed);
        Assert.Equal(0, await edge.Edge.MetricAsync("serinus_requests_total", "backend=\"canary\""));
    }

    [Fact]
    public async Task A_copy_has_head_and_body_of_its_request_and_a_body_that_is_too_long_is_not_copied()
    {
        await using var stable = Named("stable");
        await using var canary = Named("canary");
        await using var edge = await OrderedEdge.StartAsync(stable, canary.Url);
        await edge.OrderAsync(1, "\"canaryPercent\": 0, \"mirrorPercent\": 100");

        await RawClient.ExchangeAsync(
            edge.Edge.Port,
            "PUT /p?q=1 HTTP/1.1\r\nHost: a.test\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello"
        );
        await RawClient.ExchangeAsync(
            edge.Edge.Port,
            "PUT / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        );
        var copy = await canary.RequestAsync(0);
        await edge.Edge.CountsAsync(1, "serinus_mirrored_requests_total", "outcome=\"success\"");
        await edge.Edge.CountsAsync(1, "serinus_mirrored_requests_total", "outcome=\"body\"");

        Assert.Equal(("PUT", "/p?q=1", "b", "hello"), (copy.Method, copy.Target, copy.Head["X-A"], copy.Text));
        Assert.Equal(2, stable.Requests.Count);
        Assert.Single(canary.Requests);
    }

    [Fact]
    public async Task No_client_waits_for_a_copy_and_copies_under_way_are_bounded()
    {
        await using var stable = Named("stable");
        await using var silent = new RecordingUpstream { Script = request => request.Connection.ReadCloseAsync() };
        await using var edge = await OrderedEdge.StartAsync(stable, silent.Url);
        await edge.OrderAsync(1, "\"canaryPercent\": 0, \"mirrorPercent\": 100");

        Assert.Equal(0, await CountAsync(edge, 1500));

        // A thousand at a time, by loop: the rest was never sent.
        Assert.True(await edge.Edge.MetricAsync("serinus_mirrored_requests_total", "outcome=\"limit\"") >= 500);
        Assert.InRange(silent.Requests.Count, 1, 1000);
    }

    /// <summary>Sends requests one after the other; how many the canary answered.</summary>
    private static async Task<int> CountAsync(OrderedEdge edge, int requests)
    {
        await using var client = await RawClient.ConnectAsync(edge.Edge.Port);
        var canaries = 0;
        for (var i = 0; i < requests; i++)
        {
            await client.SendAsync(Get);
            var answer = await client.ReadResponseAsync("GET");
            Assert.Equal(200, answer.Status);
            canaries += answer.Text == "canary" ? 1 : 0;
        }

        return canaries;
    }

    private static async Task<string> BodyAsync(OrderedEdge edge, string fields) =>
        (await RawClient.ExchangeAsync(edge.Edge.Port, $"GET / HTTP/1.1\r\nHost: a.test\r\n{fields}\r\n")).Text;

    /// <summary>A canary that was taken out is out when the route says so: what is held goes live a moment later.</summary>
    private static Task SettledAsync(OrderedEdge edge) =>
        Readiness.UntilAsync(
            async () => (await edge.Edge.AskAsync("/api/v1/routes")).Contains("\"canaryPercent\": 0"),
            TimeSpan.FromMinutes(1),
            () => "the canary still has its share"
        );

    private static RecordingUpstream Named(string name) =>
        new()
        {
            Script = async request =>
            {
                await request.ReadBodyAsync();
                await request.Connection.AnswerAsync(name);
            },
        };
}
