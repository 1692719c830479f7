using System.Collections.Immutable;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Serinus.Hosting;
using Serinus.Orders;
using Serinus.Peers;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Config;
using Serinus.Tests.Commands;
using Serinus.Tests.Control;

namespace Serinus.Tests.Peers;

/// <summary>Whole edges that order weights of each other over HTTP.</summary>
public sealed class FleetTests : IDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private static readonly RolloutSpec Spec = new()
    {
        Name = "shop/ro 1",
        Stable = "app",
        Canary = "app-canary",
    };

    private readonly ConfigFolder folder = new();
    private readonly HttpClient client = new();
    private readonly string tokenFile;

    public FleetTests()
    {
        tokenFile = folder.Write($"{Token}\n", "fleet.token");
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task An_order_is_served_by_all_edges_and_each_says_so()
    {
        await using var first = await StartAsync("first");
        await using var second = await StartAsync("second");
        await using var leader = await StartAsync("leader", Admin(first), Admin(second));

        await leader.Traffic.OrderAsync(Spec, State(1, 10), Cancellation);
        var edges = await UntilAsync(leader, State(1, 10), edges => edges.Acknowledged == 3);

        Assert.Equal((3, 1), (edges.Count, edges.Generation));
        foreach (var host in (EdgeHost[])[leader, first, second])
            Assert.Equal(10, host.Edge.Live!.Snapshot.Routes[0].Backends[1].Weight);

        await leader.Traffic.ForgetAsync(Spec.Name, Cancellation);
        Assert.All((EdgeHost[])[leader, first, second], host => Assert.Null(host.Orders.Find(Spec.Name)));
    }

    [Fact]
    public async Task A_peer_that_took_its_canary_out_is_heard()
    {
        await using var peer = await StartAsync("peer");
        await using var leader = await StartAsync("leader", Admin(peer));
        await leader.Traffic.OrderAsync(Spec, State(1, 10), Cancellation);
        await UntilAsync(leader, State(1, 10), edges => edges.Acknowledged == 2);

        peer.Orders.TakeOut(Spec.Name, 1, GuardReason.FastFail, "it fails");

        var edges = await UntilAsync(leader, State(1, 10), edges => edges.TakenOut is not null);
        Assert.Equal(("it fails", 2), (edges.TakenOut, edges.Acknowledged));
    }

    [Fact]
    public async Task A_peer_that_was_started_anew_goes_on_with_its_orders()
    {
        await using (var peer = await StartAsync("peer"))
        {
            Assert.Equal(HttpStatusCode.OK, await PutAsync(peer, Order(7, 25)));
            await UntilServedAsync(peer, 7);
        }

        await using var again = await StartAsync("peer");

        Assert.Equal(1, again.Edge.Live!.Snapshot.Generation);
        Assert.Equal(25, again.Edge.Live.Snapshot.Routes[0].Backends[1].Weight);
    }

    [Fact]
    public async Task An_edge_among_its_own_peers_counts_once()
    {
        await using var self = await StartAsync("self");
        using var peers = PeersAt(TimeProvider.System, Admin(self));

        var (readings, count) = await peers.ReadAsync(self.Status.Windows!.Instance);

        Assert.Empty(readings);
        Assert.Equal(0, count);
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_counts_for_a_while_and_then_as_gone()
    {
        var time = new FakeTime();
        using var peers = PeersAt(time, "http://127.0.0.1:1");

        Assert.Equal(1, (await peers.ReadAsync("self")).Count);
        time.Advance(TimeSpan.FromSeconds(14));
        Assert.Equal(1, (await peers.ReadAsync("self")).Count);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, (await peers.ReadAsync("self")).Count);
    }

    [Fact]
    public async Task Who_does_not_show_the_token_orders_nothing()
    {
        await using var peer = await StartAsync("peer");
        await using var closed = await StartAsync("closed", withToken: false);

        client.DefaultRequestHeaders.Authorization = new("Bearer", Token[..^1] + "x");
        Assert.Equal(HttpStatusCode.Unauthorized, await PutAsync(peer, Order(1, 10)));
        client.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, await PutAsync(peer, Order(1, 10)));
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync(closed, Order(1, 10)));
        using var deleted = await client.DeleteAsync(Path(peer, Spec.Name), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, deleted.StatusCode);
        Assert.Empty(peer.Orders.All);
        Assert.Empty(closed.Orders.All);
    }

    [Fact]
    public async Task What_is_no_order_is_refused()
    {
        await using var peer = await StartAsync("peer");
        var good = Json(Order(1, 10));

        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(peer, "{"));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(peer, "null"));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(peer, good.Insert(1, "\"unknown\":1,")));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(peer, good.Replace("\"routes\":[]", "\"routes\":null")));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(peer, good, "another"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PutAsync(peer, good + new string(' ', 65 * 1024)));
        Assert.Empty(peer.Orders.All);

        Assert.Equal(HttpStatusCode.OK, await PutAsync(peer, good));
        Assert.Equal(HttpStatusCode.OK, await PutAsync(peer, good));
    }

    [Fact]
    public void What_an_order_leaves_out_is_as_in_a_new_one()
    {
        var read = OrderJson.Read("""{"overlay":{"name":"r","stable":"a","canary":"b"}}"""u8, out _)!;

        var made = new EdgeOrder
        {
            Overlay = new OverlayConfig
            {
                Name = "r",
                Stable = "a",
                Canary = "b",
            },
        };
        Assert.True(EdgeOrder.Same(made, read));
        Assert.Equal((10, 0.5, TimeSpan.FromSeconds(30)), (read.FastFailErrors, read.FastFailRate, read.Lease));
    }

    [Fact]
    public async Task An_order_of_a_lower_generation_is_a_conflict_and_heals_by_a_higher_one()
    {
        await using var peer = await StartAsync("peer");
        await PutAsync(peer, Order(9, 0));
        await UntilServedAsync(peer, 9);

        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(peer, Order(8, 50)));
        await using var leader = await StartAsync("leader", Admin(peer));
        await leader.Traffic.OrderAsync(Spec, State(1, 50), Cancellation);
        var edges = await UntilAsync(leader, State(1, 50), edges => edges.Generation == 9);

        Assert.Equal((2, 1), (edges.Count, edges.Acknowledged));
    }

    private static string Admin(EdgeHost host) => $"http://{host.AdminEndPoint}";

    private static RunState State(long generation, decimal percent) =>
        new()
        {
            Phase = Phase.Progressing,
            Traffic = new TrafficOrder { Generation = generation, CanaryPercent = percent },
        };

    private static EdgeOrder Order(long generation, decimal percent) => OrderMaker.Of(Spec, State(generation, percent));

    private static string Json(EdgeOrder order) => Encoding.UTF8.GetString(OrderJson.Write(order));

    private static Uri Path(EdgeHost host, string rollout) =>
        new($"{Admin(host)}/api/v1/orders/{string.Join('/', rollout.Split('/').Select(Uri.EscapeDataString))}");

    private static LivePeers PeersAt(TimeProvider time, params string[] addresses)
    {
        ImmutableArray<Uri> all = [.. addresses.Select(address => new Uri(address))];
        // Whether a peer answers must not depend on how busy the machine is.
        var patient = new FleetConfig { PeerTime = TimeSpan.FromMinutes(1) };
        return new LivePeers(() => all, patient, authorization: null, time, NullLogger.Instance);
    }

    private static async Task<EdgesView> UntilAsync(EdgeHost host, RunState state, Func<EdgesView, bool> isWanted)
    {
        while (true)
        {
            var (edges, _) = await host.Traffic.LookAsync(Spec, state, Cancellation);
            if (isWanted(edges))
                return edges;
            await host.Traffic.OrderAsync(Spec, state, Cancellation);
        }
    }

    private static async Task UntilServedAsync(EdgeHost host, long generation)
    {
        while (host.Edge.Live!.Snapshot.FindOverlay(Spec.Name)?.Config.Generation != generation)
            await Task.Yield();
    }

    private Task<HttpStatusCode> PutAsync(EdgeHost host, EdgeOrder order) => PutAsync(host, Json(order));

    private async Task<HttpStatusCode> PutAsync(EdgeHost host, string body, string? rollout = null)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PutAsync(Path(host, rollout ?? Spec.Name), content, Cancellation);
        return answer.StatusCode;
    }

    private Task<EdgeHost> StartAsync(string name, params string[] peers) => StartAsync(name, true, peers);

    private Task<EdgeHost> StartAsync(string name, bool withToken, params string[] peers)
    {
        // A machine that is busy may keep a peer from answering in half a second.
        var fleet = withToken
            ? $"fleet: {{ peers: [{string.Join(", ", peers.Select(peer => $"\"{peer}\""))}], tokenFile: \"{tokenFile}\", peerTime: 1m }}"
            : "";
        var config = $$"""
            listeners: [ { name: web, address: "127.0.0.1:0" } ]
            admin: { address: "127.0.0.1:0" }
            stateFolder: "{{folder.PathOf(name)}}"
            {{fleet}}
            routes: [ { name: shop, backends: [ { service: app, weight: 50 }, { service: app-canary, weight: 50 } ] } ]
            services:
              - { name: app, endpoints: [ "http://127.0.0.1:1" ] }
              - { name: app-canary, endpoints: [ "http://127.0.0.1:2" ] }
            """;
        return EdgeHost.StartAsync(
            folder.Write(config, $"{name}.yaml"),
            transport: null,
            NullLogger.Instance,
            Cancellation
        );
    }
}
