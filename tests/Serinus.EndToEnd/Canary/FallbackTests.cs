using Serinus.Testbed;

namespace Serinus.EndToEnd.Canary;

/// <summary>A canary that fails is the canary's loss: clients are served by stable, and the canary's counters tell.</summary>
public class FallbackTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_dead_canary_costs_no_client_anything(string transport)
    {
        await using var stable = Upstream("stable");
        var dead = $"http://127.0.0.1:{FreePort.Next()}";
        await using var edge = await SerinusProcess.StartAsync(
            Configs.Canary("50", [stable.Url], "50", [dead]),
            transport
        );

        foreach (var method in new[] { "GET", "POST" })
        {
            await using var load = SteadyLoad.Start(
                edge.Port,
                connections: 4,
                $"{method} / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\n\r\nhello"
            );
            await load.FurtherAsync(500);
            await load.StopAsync();
            Assert.Empty(load.Failures);
            Assert.Equal(["stable"], load.Bodies.Keys);
        }

        Assert.True(await edge.MetricAsync("serinus_fallbacks_total") > 0);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_canary_that_dies_under_load_costs_no_idempotent_request(string transport)
    {
        await using var stable = Upstream("stable");
        var canary = Upstream("canary");
        await using var edge = await SerinusProcess.StartAsync(
            Configs.Canary("50", [stable.Url], "50", [canary.Url]),
            transport
        );
        await using var load = SteadyLoad.Start(edge.Port, connections: 8);
        await load.FurtherAsync(500);

        await canary.DisposeAsync();
        await load.FurtherAsync(1000);

        await load.StopAsync();
        Assert.Empty(load.Failures);
        Assert.True(load.Bodies["canary"] > 0);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_silent_canary_is_given_up_for_requests_that_may_be_repeated(string transport)
    {
        await using var stable = Upstream("stable");
        await using var silent = new RecordingUpstream { Script = request => request.Connection.ReadCloseAsync() };
        await using var edge = await SerinusProcess.StartAsync(
            Configs.Canary("0", [stable.Url], "100", [silent.Url], "timeouts: { firstByte: 300ms }"),
            transport
        );

        var get = await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        var post = await RawClient.ExchangeAsync(
            edge.Port,
            "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n"
        );

        Assert.Equal((200, "stable"), (get.Status, get.Text));
        Assert.Equal(504, post.Status);
    }

    [Theory]
    [InlineData(Transports.Epoll, true, 200)]
    [InlineData(Transports.Sockets, true, 200)]
    [InlineData(Transports.Epoll, false, 500)]
    [InlineData(Transports.Sockets, false, 500)]
    public async Task An_error_of_the_canary_is_replayed_only_when_the_route_says_so(
        string transport,
        bool replay,
        int status
    )
    {
        await using var stable = Upstream("stable");
        await using var failing = new RecordingUpstream
        {
            Script = request =>
                request.Connection.SendAsync("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops"),
        };
        await using var edge = await SerinusProcess.StartAsync(
            Configs.Canary(
                "0",
                [stable.Url],
                "100",
                [failing.Url],
                $"fallback: {{ serverError: {replay.ToString().ToLowerInvariant()} }}"
            ),
            transport
        );

        var get = await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        var post = await RawClient.ExchangeAsync(
            edge.Port,
            "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n"
        );

        Assert.Equal(status, get.Status);
        Assert.Equal(500, post.Status);
    }

    private static RecordingUpstream Upstream(string name) =>
        new()
        {
            Script = async request =>
            {
                await request.ReadBodyAsync();
                await request.Connection.AnswerAsync(name);
            },
        };
}
