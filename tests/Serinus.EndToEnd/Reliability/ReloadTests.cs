using Serinus.EndToEnd.Http;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Reliability;

/// <summary>Configuration changes under load: no request fails, nothing grows, nothing bad goes live.</summary>
[Collection(LoadCollection.Name)]
public class ReloadTests
{
    private const long GrowthMax = 24 << 20;

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public Task Twenty_reloads_under_load_fail_no_request(string transport) => ReloadAsync(transport, reloads: 20);

    [Theory]
    [Trait("Speed", "slow")]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public Task A_thousand_reloads_under_load_fail_no_request_and_leak_nothing(string transport) =>
        ReloadAsync(transport, reloads: 1000);

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_file_that_does_not_parse_changes_nothing(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(upstream.Url), transport);

        edge.WriteConfig("routes: [ { name: app, backends: [ { service: \"unclosed } ] } ]");
        await Readiness.UntilAsync(
            async () => (await edge.AskAsync("/api/v1/problems")).Contains("edge.yaml", StringComparison.Ordinal),
            TimeSpan.FromSeconds(10),
            () => $"the problem was not reported:\n{edge.Child.Output}"
        );

        Assert.Equal(200, (await GetAsync(edge)).Status);
        await edge.ReloadAsync(Configs.OneService(upstream.Url) + "\ndrainTime: 5s");
        Assert.DoesNotContain("edge.yaml", await edge.AskAsync("/api/v1/problems"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task A_bad_route_keeps_its_last_good_version_and_hurts_no_other(string transport)
    {
        await using var upstream = new RecordingUpstream();
        await using var edge = await SerinusProcess.StartAsync(TwoRoutes("1", "one", upstream), transport);
        Assert.Equal(("one", "one"), await RoutesAsync(edge, upstream));

        await edge.ReloadAsync(TwoRoutes("-5", "two", upstream));

        Assert.Equal(("one", "two"), await RoutesAsync(edge, upstream));
        var problems = await edge.AskAsync("/api/v1/problems");
        Assert.Contains("-5", problems, StringComparison.Ordinal);
    }

    private static async Task ReloadAsync(string transport, int reloads)
    {
        await using var stable = await Site.StartAsync(name: "stable");
        await using var canary = await Site.StartAsync(name: "canary");
        await using var edge = await SerinusProcess.StartAsync(Config(stable, canary, 0), transport);
        await using var load = SteadyLoad.Start(edge.Port, connections: 8);

        long before = 0;
        for (var i = 1; i <= reloads; i++)
        {
            await edge.ReloadAsync(Config(stable, canary, i));
            if (i == reloads / 4)
                before = edge.ResidentBytes();
        }

        await load.FurtherAsync(100);
        await load.StopAsync();
        Assert.Empty(load.Failures);
        Assert.True(load.Bodies["stable"] > 0 && load.Bodies["canary"] > 0);
        var growth = edge.ResidentBytes() - before;
        Assert.True(growth < GrowthMax, $"memory grew by {growth >> 20} MB over {reloads * 3 / 4} reloads");
    }

    /// <summary>Weights, names of routes and numbers of routes change from one reload to the next.</summary>
    private static string Config(Site stable, Site canary, int reload)
    {
        var others = string.Concat(
            Enumerable
                .Range(0, reload % 7)
                .Select(i =>
                    $"\n  - {{ name: other-{reload + i}, hosts: [o{i}.test], backends: [ {{ service: stable }} ] }}"
                )
        );
        var config = Configs.Canary($"{50 + reload % 40}", [stable.Url], "50", [canary.Url]);
        return config.Replace("routes:", "routes:" + others, StringComparison.Ordinal);
    }

    private static string TwoRoutes(string weight, string version, RecordingUpstream upstream) =>
        $$"""
            routes:
              - name: bad
                hosts: [bad.test]
                filters: [ { requestHeaders: { set: { X-Version: {{version}} } } } ]
                backends: [ { service: app, weight: {{weight}} } ]
              - name: good
                hosts: [good.test]
                filters: [ { requestHeaders: { set: { X-Version: {{version}} } } } ]
                backends: [ { service: app } ]
            services:
              - { name: app, endpoints: ["{{upstream.Url}}"] }
            """;

    /// <summary>Versions that the routes named bad and good serve.</summary>
    private static async Task<(string Bad, string Good)> RoutesAsync(SerinusProcess edge, RecordingUpstream upstream)
    {
        await GetAsync(edge, "bad.test");
        await GetAsync(edge, "good.test");
        return (upstream.Requests[^2].Head["X-Version"]!, upstream.Requests[^1].Head["X-Version"]!);
    }

    private static Task<RawResponse> GetAsync(SerinusProcess edge, string host = "a.test") =>
        RawClient.ExchangeAsync(edge.Port, $"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
}
