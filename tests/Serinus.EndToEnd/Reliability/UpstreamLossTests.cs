using Serinus.EndToEnd.Http;
using Serinus.Testbed;

namespace Serinus.EndToEnd.Reliability;

/// <summary>Endpoints die under load while another lives: no client notices.</summary>
[Collection(LoadCollection.Name)]
public class UpstreamLossTests
{
    [Theory]
    [Trait("Speed", "slow")]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task An_endpoint_that_is_killed_costs_no_idempotent_request(string transport)
    {
        var (first, second) = (await Site.StartAsync(name: "first"), await Site.StartAsync(name: "second"));
        try
        {
            await using var edge = await SerinusProcess.StartAsync(
                Configs.OneService(first.Url, second.Url),
                transport
            );
            await using var load = SteadyLoad.Start(edge.Port, connections: 16);
            await load.FurtherAsync(500);

            await first.KillAsync();
            await load.FurtherAsync(500);
            var port = first.Port;
            await first.DisposeAsync();
            first = await Site.StartAsync(port, "first");
            var returned = load.Bodies["first"];
            await Readiness.UntilAsync(
                () => load.Bodies["first"] > returned + 100,
                TimeSpan.FromSeconds(40),
                () => "the endpoint came back, its traffic did not"
            );

            await second.KillAsync();
            await load.FurtherAsync(500);
            await load.StopAsync();

            Assert.Empty(load.Failures);
        }
        finally
        {
            await first.DisposeAsync();
            await second.DisposeAsync();
        }
    }

    private static string Config(string first, string second) =>
        $$"""
            routes:
              - { name: app, backends: [ { service: app } ] }
            services:
              - { name: app, endpoints: ["{{first}}", "{{second}}"], ejection: { duration: 1s } }
            """;

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Without_any_endpoint_alive_clients_get_an_answer_at_once(string transport)
    {
        var dead = $"http://127.0.0.1:{FreePort.Next()}";
        await using var edge = await SerinusProcess.StartAsync(Configs.OneService(dead), transport);

        for (var i = 0; i < 20; i++)
        {
            var response = await RawClient.ExchangeAsync(edge.Port, "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n");
            Assert.Contains(response.Status, new[] { 502, 503 });
        }
    }
}
