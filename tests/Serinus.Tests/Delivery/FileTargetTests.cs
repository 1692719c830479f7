using Serinus.Delivery;
using Serinus.Proxy.Pipeline;
using Serinus.Rollouts.Plan;
using Serinus.Rollouts.Spec;
using Serinus.Routing.Compile;
using Serinus.Routing.Config;

namespace Serinus.Tests.Delivery;

public sealed class FileTargetTests
{
    private static readonly RolloutSpec Spec = new()
    {
        Name = "shop",
        Stable = "stable",
        Canary = "canary",
    };

    private LiveSnapshot? live;

    [Fact]
    public async Task A_version_that_is_written_down_is_the_canarys()
    {
        Serve(["http://10.0.0.1:80"], ["http://10.0.0.2:80"]);

        var view = await LookAsync(Spec with { Revision = "v2" });

        Assert.Equal("v2", view.Revision);
        Assert.Null(view.Unknown);
        Assert.True(view.Canary.IsReady && view.Primary.IsReady);
        Assert.False(view.HasPrimary);
    }

    [Fact]
    public async Task Without_one_addresses_stand_for_it_in_any_order()
    {
        Serve(["http://10.0.0.1:80"], ["http://10.0.0.2:80", "http://10.0.0.3:80"]);
        var before = await LookAsync(Spec);
        Serve(["http://10.0.0.1:80"], ["http://10.0.0.3:80", "http://10.0.0.2:80"]);
        var turned = await LookAsync(Spec);
        Serve(["http://10.0.0.1:80"], ["http://10.0.0.4:80"]);
        var other = await LookAsync(Spec);

        Assert.NotEmpty(before.Revision);
        Assert.NotEqual(before.StableRevision, before.Revision);
        Assert.Equal(before.Revision, turned.Revision);
        Assert.NotEqual(before.Revision, other.Revision);
        Assert.Equal(before.StableRevision, other.StableRevision);
    }

    [Fact]
    public async Task After_a_swap_the_version_that_was_stable_is_not_tried_as_a_new_one()
    {
        var swap = Spec with { Promotion = new() { Mode = PromotionMode.Swap } };
        Serve(["http://10.0.0.1:80"], ["http://10.0.0.2:80"]);
        var first = await LookAsync(swap);
        var promoted = new RunState
        {
            IsSwapped = true,
            StableRevision = first.Revision,
            Promoted = [first.Revision, first.StableRevision],
        };

        var left = await LookAsync(swap, promoted);
        Serve(["http://10.0.0.9:80"], ["http://10.0.0.2:80"]);
        var next = await LookAsync(swap, promoted);

        Assert.Equal(first.Revision, left.Revision);
        Assert.Equal(first.Revision, left.StableRevision);
        Assert.DoesNotContain(next.Revision, promoted.Promoted);
    }

    [Fact]
    public async Task Nothing_is_known_where_no_route_has_both_backends()
    {
        Assert.NotNull((await LookAsync(Spec)).Unknown);
        Serve(["http://10.0.0.1:80"], ["http://10.0.0.2:80"]);

        Assert.NotNull((await LookAsync(Spec with { Canary = "canry" })).Unknown);
        Assert.NotNull((await LookAsync(Spec with { Routes = ["other"] })).Unknown);
        Assert.Null((await LookAsync(Spec with { Routes = ["web"] })).Unknown);
    }

    [Fact]
    public async Task A_canary_is_ready_when_enough_of_its_endpoints_are_healthy()
    {
        Serve(["http://10.0.0.1:80"], ["http://10.0.0.2:80", "http://10.0.0.3:80"]);
        live!.Services[1].Endpoints[0].SetHealth(healthy: false);

        var all = await LookAsync(Spec);
        var half = await LookAsync(Spec with { Analysis = new() { CanaryReadyPercent = 50 } });

        Assert.False(all.Canary.IsReady);
        Assert.Equal("1 of 2 endpoints of service canary are healthy", all.Canary.Text);
        Assert.True(half.Canary.IsReady);
    }

    [Fact]
    public async Task A_canary_without_endpoints_is_waited_for()
    {
        Serve(["http://10.0.0.1:80"], []);

        var view = await LookAsync(Spec with { Revision = "v2" });

        Assert.True(view.Canary is { IsReady: false, CanBecomeReady: true });
        Assert.Equal("service canary has no endpoints", view.Canary.Text);
    }

    private Task<TargetView> LookAsync(RolloutSpec spec, RunState? state = null) =>
        new FileTarget(() => live).LookAsync(spec, state ?? new RunState(), TestContext.Current.CancellationToken);

    private void Serve(string[] stable, string[] canary)
    {
        var fragment = new Fragment
        {
            Provider = "test",
            Listeners = [new ListenerConfig { Name = "web", Address = "127.0.0.1:0" }],
            Routes =
            [
                new RouteConfig
                {
                    Name = "web",
                    Backends = [new BackendConfig { Service = "stable" }, new BackendConfig { Service = "canary" }],
                },
            ],
            Services =
            [
                new ServiceConfig { Name = "stable", Endpoints = [.. stable.Select(one => new EndpointConfig(one))] },
                new ServiceConfig { Name = "canary", Endpoints = [.. canary.Select(one => new EndpointConfig(one))] },
            ],
        };
        live = LiveBinder.Bind(Compiler.Compile([fragment], null, new byte[32]).Snapshot, null, loops: 1, buckets: 1);
    }
}
