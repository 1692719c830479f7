using System.Globalization;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Canary;

/// <summary>The share a canary gets, counted at the client: exact in every window, whatever else changes.</summary>
[Collection(LoadCollection.Name)]
public class SplitTests
{
    private const int Window = 1000;
    private const int RequestsPerReload = 100;

    public static IEnumerable<TheoryDataRow<string, string>> Shares =>
        Transports.With(["0.1", "1", "5", "10", "33.333", "39.3", "50", "90", "100", "0"]);

    [Theory]
    [Trait("Speed", "slow")]
    [MemberData(nameof(Shares))]
    public Task Every_window_is_exact_while_pods_come_and_go_with_every_reload(string transport, string share) =>
        CountAsync(transport, share, requests: 2 * Window);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public Task A_window_is_exact_across_ten_reloads(string transport) =>
        CountAsync(transport, "39.3", requests: Window);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task The_total_is_exact_to_the_number_of_loops_under_concurrency(string transport)
    {
        await using var site = await Http.Site.StartAsync();
        await using var edge = await SerinusProcess.StartAsync(
            Configs.Canary("90", [site.Url], "10", [site.Url]),
            transport
        );

        var load = await WrkRun.RunAsync(new Uri($"http://127.0.0.1:{edge.Port}/"), connections: 64, seconds: 3);

        Assert.Equal(0, load.Errors);
        await Readiness.UntilAsync(
            async () => await edge.MetricAsync("serinus_requests_in_flight") == 0,
            TimeSpan.FromSeconds(10),
            () => "requests are still in flight"
        );
        var total = await edge.MetricAsync("serinus_requests_total");
        var canary = await edge.MetricAsync("serinus_requests_total", "backend=\"canary\"");
        Assert.InRange(canary, total / 10 - Environment.ProcessorCount, total / 10 + Environment.ProcessorCount);
        Assert.True(total >= load.Requests);
    }

    [Theory]
    [Trait("Speed", "slow")]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Nothing_is_nothing_in_a_million(string transport)
    {
        await using var site = await Http.Site.StartAsync();
        await using var canary = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(
            Configs.Canary("100", [site.Url], "0", [canary.Url]),
            transport
        );

        long requests = 0;
        for (var rounds = 0; requests < 1_000_000 && rounds < 30; rounds++)
            requests += (await WrkRun.RunAsync(new Uri($"http://127.0.0.1:{edge.Port}/"), 64, seconds: 10)).Requests;

        Assert.True(requests >= 1_000_000, $"only {requests} requests in five minutes");
        Assert.Empty(canary.Requests);
        Assert.Equal(0, await edge.MetricAsync("serinus_requests_total", "backend=\"canary\""));
    }

    private static async Task CountAsync(string transport, string share, int requests)
    {
        await using var stable = Upstream("stable");
        await using var canary = Upstream("canary");
        await using var edge = await SerinusProcess.StartAsync(Config(share, stable, canary, 0), transport);
        await using var client = await RawClient.ConnectAsync(edge.Port);

        var isCanary = new bool[requests];
        for (var i = 0; i < requests; i++)
        {
            if (i % RequestsPerReload == 0 && i > 0)
                await edge.ReloadAsync(Config(share, stable, canary, i / RequestsPerReload));
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            var response = await client.ReadResponseAsync();
            Assert.Equal(200, response.Status);
            isCanary[i] = response.Text == "canary";
        }

        var wanted = double.Parse(share, CultureInfo.InvariantCulture) / 100 * Window;
        for (var start = 0; start + Window <= requests; start++)
        {
            var got = isCanary.AsSpan(start, Window).Count(true);
            Assert.True(Math.Abs(got - wanted) <= 1, $"{got} of requests {start} to {start + Window}, wanted {wanted}");
        }
    }

    private static RecordingUpstream Upstream(string name) =>
        new(everyAddress: true) { Script = request => request.Connection.AnswerAsync(name) };

    /// <summary>Each reload has other numbers of pods: 1 to 20 stable ones, 1 to 5 of the canary.</summary>
    private static string Config(string share, RecordingUpstream stable, RecordingUpstream canary, int reload)
    {
        var rest = (100m - decimal.Parse(share, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture);
        return Configs.Canary(
            rest,
            Pods(stable.Port, 1 + reload * 7 % 20),
            share,
            Pods(canary.Port, 1 + reload * 2 % 5)
        );
    }

    private static IEnumerable<string> Pods(int port, int count) =>
        Enumerable.Range(1, count).Select(i => $"http://127.0.0.{i}:{port}");
}
