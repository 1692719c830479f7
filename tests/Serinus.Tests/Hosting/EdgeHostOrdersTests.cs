using Microsoft.Extensions.Logging.Abstractions;
using Serinus.Hosting;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Tests.Commands;

namespace Serinus.Tests.Hosting;

/// <summary>Orders of rollouts and the edge that serves them.</summary>
public sealed class EdgeHostOrdersTests : IDisposable
{
    private const string Config = """
        listeners: [ { name: web, address: "127.0.0.1:0" } ]
        routes: [ { name: shop, backends: [ { service: app, weight: 50 }, { service: app-canary, weight: 50 } ] } ]
        services:
          - { name: app, endpoints: [ "http://127.0.0.1:1" ] }
          - { name: app-canary, endpoints: [ "http://127.0.0.1:2" ] }
        """;

    private static readonly RolloutSpec Spec = new()
    {
        Name = "ro",
        Stable = "app",
        Canary = "app-canary",
    };

    private readonly ConfigFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_order_is_acknowledged_once_it_is_served()
    {
        await using var host = await StartAsync();
        var state = State(generation: 1, percent: 10);

        Assert.Equal(0, (await host.Traffic.LookAsync(Spec, state, Cancellation)).Edges.Acknowledged);
        await host.Traffic.OrderAsync(Spec, state, Cancellation);
        EdgesView edges;
        do (edges, _) = await host.Traffic.LookAsync(Spec, state, Cancellation);
        while (edges.Acknowledged == 0);

        Assert.Equal((1, 1), (edges.Count, edges.Generation));
        Assert.Equal([90m, 10m], Weights(host));
    }

    [Fact]
    public async Task Orders_given_before_it_was_started_are_served_from_the_first_request_on()
    {
        await using var host = await StartAsync(
            new EdgeSources
            {
                RestoreOrders = (orders, _) =>
                {
                    orders.Give(Serinus.Orders.OrderMaker.Of(Spec, State(generation: 7, percent: 0)));
                    return Task.CompletedTask;
                },
            }
        );

        Assert.Equal(1, host.Edge.Live!.Snapshot.Generation);
        Assert.Equal([100m, 0m], Weights(host));
    }

    [Fact]
    public async Task Edges_that_have_a_higher_order_than_is_remembered_say_so()
    {
        await using var host = await StartAsync();
        await host.Traffic.OrderAsync(Spec, State(generation: 9, percent: 10), Cancellation);

        await host.Traffic.OrderAsync(Spec, State(generation: 2, percent: 50), Cancellation);
        EdgesView edges;
        do (edges, _) = await host.Traffic.LookAsync(Spec, State(generation: 2, percent: 50), Cancellation);
        while (edges.Generation != 9);

        Assert.Equal([90m, 10m], Weights(host));
    }

    private static RunState State(long generation, decimal percent) =>
        new()
        {
            Phase = Phase.Progressing,
            Traffic = new TrafficOrder { Generation = generation, CanaryPercent = percent },
        };

    private static decimal[] Weights(EdgeHost host) =>
        [.. host.Edge.Live!.Snapshot.Routes[0].Backends.Select(backend => backend.Weight)];

    private Task<EdgeHost> StartAsync(EdgeSources? sources = null) =>
        EdgeHost.StartAsync(
            (sources ?? new EdgeSources()) with
            {
                ConfigPath = folder.Write(Config),
            },
            transport: null,
            NullLogger.Instance,
            Cancellation
        );
}
